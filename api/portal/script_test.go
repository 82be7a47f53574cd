package portal

import (
	"bytes"
	"compress/gzip"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
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
	sum := 0
	ask := func(name, accepts string) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, asset(name), nil)
		r.Header.Set("Accept-Encoding", accepts)
		w := httptest.NewRecorder()
		Static().ServeHTTP(w, r)
		return w
	}
	for _, name := range []string{"app.css", "app.js", "early.js", "icons.svg", "mark.svg", "vendor/htmx.min.js"} {
		want, err := staticFiles.ReadFile("static/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for _, accepts := range []string{"", "br", "gzip;q=0"} {
			if w := ask(name, accepts); w.Header().Get("Content-Encoding") != "" || !bytes.Equal(w.Body.Bytes(), want) {
				t.Errorf("%s to who accepts %q is not the file as it is", name, accepts)
			}
		}
		w := ask(name, "deflate, gzip;q=0.5, br")
		sum += w.Body.Len()
		body := io.Reader(w.Body)
		if w.Header().Get("Content-Encoding") == "gzip" {
			if body, err = gzip.NewReader(w.Body); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := io.ReadAll(body); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s unpacked is not the file, %v", name, err)
		}
	}
	if sum > 150_000 {
		t.Errorf("scripts and styles are %d bytes compressed, want at most 150000", sum)
	}
}
