package v1

import (
	"bytes"
	"encoding/json"
	"flag"
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/invoer/invoer/api"
)

var update = flag.Bool("update", false, "write openapi.json anew")

// The description that stands in the repository is the one that is served.
// After a change run: go test ./api/v1 -run OpenAPI -update
func TestOpenAPI(t *testing.T) {
	t.Parallel()
	v := Register(api.New(api.Settings{Log: slog.New(slog.DiscardHandler), Now: time.Now}))
	text, err := v.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if err := json.Indent(&got, text, "", " "); err != nil {
		t.Fatal(err)
	}
	got.WriteByte('\n')
	if *update {
		if err := os.WriteFile("openapi.json", got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Error("openapi.json is not what the code says; run: go test ./api/v1 -run OpenAPI -update")
	}
}
