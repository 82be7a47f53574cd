package api

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/invoer/invoer"
)

// FuzzMetadata: whatever a caller writes there is refused as invalid or comes
// back as it was coded.
func FuzzMetadata(f *testing.F) {
	for _, seed := range []string{
		"", "filename YS5wZGY=", "filename YS5wZGY=, client SzE=", "client", "a b c", "a %%%", ",,,", "filename  YS5wZGY= ", "filename YQ", strings.Repeat("a YQ==,", 1000),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		said, err := metadata(header)
		if err != nil {
			if !errors.Is(err, invoer.ErrInvalid) {
				t.Fatalf("%q: %v, want it invalid", header, err)
			}
			return
		}
		for key, value := range said {
			if strings.ContainsAny(key, " ,") {
				t.Errorf("%q: key %q has what parts keys", header, key)
			}
			if again, err := metadata(key + " " + base64.StdEncoding.EncodeToString([]byte(value))); err != nil || again[key] != value {
				t.Errorf("%q: %q is %q again, %v, want %q", header, key, again[key], err, value)
			}
		}
	})
}
