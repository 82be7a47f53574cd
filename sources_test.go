package invoer

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// module is the path that our own imports begin with.
const module = "github.com/invoer/invoer"

// A source is one of our Go files. Its folder is its package: "." for the root.
type source struct {
	path   string
	folder string
	test   bool
	syntax *ast.File
	files  *token.FileSet
}

// at is a place in the file, for a person.
func (s source) at(pos token.Pos) string { return s.files.Position(pos).String() }

// sources parses every Go file of the repository once.
var sources = sync.OnceValues(func() ([]source, error) {
	var found []source
	err := eachFile(func(name string) error {
		if path.Ext(name) != ".go" {
			return nil
		}
		files := token.NewFileSet()
		syntax, err := parser.ParseFile(files, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		found = append(found, source{name, path.Dir(name), strings.HasSuffix(name, "_test.go"), syntax, files})
		return nil
	})
	return found, err
})

func allSources(t *testing.T) []source {
	t.Helper()
	found, err := sources()
	if err != nil || len(found) == 0 {
		t.Fatalf("own Go files: got %d, %v", len(found), err)
	}
	return found
}

// eachFile calls fn with the slash path of every file that is ours: not what
// make builds, what the program keeps, or what others wrote.
func eachFile(fn func(name string) error) error {
	notOurs := []string{".git", ".cache", "bin", "var", "vendor", "node_modules"}
	return filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if slices.Contains(notOurs, entry.Name()) {
				return filepath.SkipDir
			}
			return nil
		}
		if entry.Type()&os.ModeType != 0 {
			return nil // a link or socket
		}
		return fn(filepath.ToSlash(name))
	})
}
