package portal

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
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

// compressedFiles gives the static files that grow smaller by it, compressed
// (RFC 1952). They hold nothing of anybody: pages, which do, are not compressed,
// as their length would tell of what is in them. It is done when the first is
// asked for: children and commands, which start often, serve none.
var compressedFiles = sync.OnceValue(func() map[string][]byte { return compress(staticFiles) })

func compress(files fs.FS) map[string][]byte {
	all := map[string][]byte{}
	err := fs.WalkDir(files, ".", func(at string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(files, at)
		if err != nil {
			return err
		}
		var out bytes.Buffer
		w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
		if err != nil {
			return err
		}
		if _, err := w.Write(text); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
		if out.Len() < len(text)*9/10 {
			all[strings.TrimPrefix(at, "static/")] = out.Bytes()
		}
		return nil
	})
	if err != nil {
		panic(err) // embedded files can always be read, and a buffer takes all
	}
	return all
}

// unpacks tells whether a browser takes gzip (RFC 9110 §12.5.3).
func unpacks(r *http.Request) bool {
	for _, taken := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(taken), ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			return strings.Trim(strings.ReplaceAll(weight, " ", ""), "0.") != "q="
		}
	}
	return false
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
		w.Header().Set("Vary", "Accept-Encoding")
		if small, ok := compressedFiles()[name]; ok && unpacks(r) && r.Header.Get("Range") == "" {
			w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
			w.Header().Set("Content-Encoding", "gzip")
			w.Header().Set("Content-Length", strconv.Itoa(len(small)))
			_, _ = w.Write(small) // who went away does not hear of it
			return
		}
		r.URL.Path = "/" + name
		serve.ServeHTTP(w, r)
	})
}
