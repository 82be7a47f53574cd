package v1

import (
	"bytes"
	"encoding/json"
	"flag"
	"log/slog"
	"os"
	"slices"
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

// Every list takes after and limit, and answers items and next: a program that
// walks one of them walks them all.
func TestListsArePaged(t *testing.T) {
	t.Parallel()
	v := Register(api.New(api.Settings{Log: slog.New(slog.DiscardHandler), Now: time.Now}))
	described, lists := v.huma.OpenAPI(), 0
	for path, item := range described.Paths {
		if item.Get == nil || item.Get.Responses["200"] == nil {
			continue
		}
		body := item.Get.Responses["200"].Content["application/json"]
		if body == nil || body.Schema.Ref == "" {
			continue
		}
		answer := described.Components.Schemas.SchemaFromRef(body.Schema.Ref)
		if answer.Properties["items"] == nil {
			continue
		}
		lists++
		var taken []string
		for _, p := range item.Get.Parameters {
			taken = append(taken, p.Name)
		}
		if answer.Properties["next"] == nil || !slices.Contains(taken, "after") || !slices.Contains(taken, "limit") {
			t.Errorf("GET %s takes %v and answers %v; want after and limit, items and next", path, taken, answer.Required)
		}
	}
	if lists < 17 {
		t.Errorf("%d lists are described, want all of them", lists)
	}
}
