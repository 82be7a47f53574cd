package portal

import (
	"bytes"
	"compress/gzip"
	"flag"
	"os"
	"testing"

	"github.com/evanw/esbuild/pkg/api"
)

var update = flag.Bool("update", false, "write what tests compare with")

// TestScriptIsFresh bundles script/*.ts and compares it with the committed
// static/app.js. After a change of the script run go generate ./api/portal.
func TestScriptIsFresh(t *testing.T) {
	built := api.Build(api.BuildOptions{
		EntryPoints:       []string{"script/main.ts"},
		Bundle:            true,
		Format:            api.FormatIIFE,
		Target:            api.ES2022,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		Charset:           api.CharsetUTF8,
		LegalComments:     api.LegalCommentsNone,
	})
	for _, fault := range built.Errors {
		t.Fatalf("%s: %s", fault.Location.File, fault.Text)
	}
	want := built.OutputFiles[0].Contents
	if *update {
		if err := os.WriteFile("static/app.js", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile("static/app.js")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("static/app.js is not what script/*.ts makes (%d bytes, want %d): run go generate ./api/portal", len(got), len(want))
	}
}

// The first page must be quick on a bad line: scripts and styles together may
// be 150 kB compressed.
func TestFirstLoadIsSmall(t *testing.T) {
	t.Parallel()
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	for _, name := range []string{"app.css", "app.js", "icons.svg", "mark.svg", "vendor/htmx.min.js"} {
		text, err := staticFiles.ReadFile("static/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := zip.Write(text); err != nil {
			t.Fatal(err)
		}
	}
	if err := zip.Close(); err != nil {
		t.Fatal(err)
	}
	if packed.Len() > 150_000 {
		t.Errorf("scripts and styles are %d bytes compressed, want at most 150000", packed.Len())
	}
}
