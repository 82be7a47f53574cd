package register

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// FuzzSplitLine compares our splitting with the standard library's on lines
// that both take.
func FuzzSplitLine(f *testing.F) {
	for _, seed := range []string{`"0477.574.154","2","001","De ""Zetter"""`, `a,,b`, `"a"x,b`, `"open`, `,`, `""`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		if strings.ContainsAny(line, "\r\n") || line == "" {
			return
		}
		got, err := splitLine(nil, line)
		reader := csv.NewReader(strings.NewReader(line))
		want, wantErr := reader.Read()
		if err != nil || wantErr != nil {
			return
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", line, diff)
		}
	})
}

// FuzzKey: a key has a key that is itself, so that comparing is stable.
func FuzzKey(f *testing.F) {
	for _, seed := range []string{"Drukkerij De Zetter bv", "N.V. De Zetter", "Ünïcode SA"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if key := Key(name); strings.ContainsAny(key, " ,.()-") {
			t.Errorf("key of %q is %q, want letters and digits only", name, key)
		}
	})
}
