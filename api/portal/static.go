package portal

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	"io/fs"
	"net/http"
	"strings"
)

//go:generate go test -run TestScriptIsFresh -update .

//go:embed static
var staticFiles embed.FS

// edition names what all static files hold together: one changed byte gives
// every one of them a new address, so that a browser may keep them for ever.
var edition = hashOf(staticFiles)

func hashOf(files fs.FS) string {
	sum := sha256.New()
	err := fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(files, path)
		sum.Write([]byte(path))
		sum.Write(text)
		return err
	})
	if err != nil {
		panic(err) // embedded files can always be read
	}
	return hex.EncodeToString(sum.Sum(nil))[:16]
}

// asset gives the address of a static file.
func asset(name string) string { return "/static/" + edition + "/" + name }

// icon draws a sign of the sprite. It says nothing to those who cannot see it:
// words stand beside it.
func icon(name string) template.HTML {
	return template.HTML(`<svg class="icon" aria-hidden="true"><use href="` + asset("icons.svg") + "#" + template.HTMLEscapeString(name) + `"></use></svg>`)
}

// Static serves what pages are made with: styles, scripts, signs. It needs no
// identity. An address of another edition is answered with the present file
// and must not be kept.
func Static() http.Handler {
	files, err := fs.Sub(staticFiles, "static")
	if err != nil {
		panic(err) // the folder is embedded
	}
	serve := http.FileServerFS(files)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		named, name, found := strings.Cut(strings.TrimPrefix(r.URL.Path, "/static/"), "/")
		if !found || name == "" || strings.HasSuffix(name, "/") {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		if named != edition {
			w.Header().Set("Cache-Control", "no-cache")
		}
		r.URL.Path = "/" + name
		serve.ServeHTTP(w, r)
	})
}
