package invoer

import (
	"go/ast"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Settings, time and the terminal belong to cmd; the rest of the house gets
// them handed in, so that it can be tested and runs anywhere.
var forCommandsOnly = []string{
	"os.Getenv", "os.LookupEnv", "os.Environ", "os.Exit", "time.Now", "time.Since", "time.Until",
	"fmt.Print", "fmt.Printf", "fmt.Println", "log.Print", "log.Printf", "log.Println", "log.Fatal",
}

// mayCall are packages outside cmd with a reason to call one of those.
var mayCall = map[string][]string{
	"storage/storagetest/servers": {"os.Getenv", "time.Now"}, // for tests
	"storage/storagetest/with":    {"os.Exit", "os.Environ"}, // a command
	"storage/blobs/blobtest":      {},                        // for tests
	"extractors/samples/generate": {"os.Exit"},               // a command
	"ledger/samples/generate":     {"os.Exit"},               // a command
}

func TestOnlyCommandsTouchTheWorld(t *testing.T) {
	t.Parallel()
	for _, s := range allSources(t) {
		if s.test || strings.HasPrefix(s.folder, "cmd/") {
			continue
		}
		ast.Inspect(s.syntax, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			name := calledName(call)
			if slices.Contains(forCommandsOnly, name) && !slices.Contains(mayCall[s.folder], name) {
				t.Errorf("%s: %s is called outside cmd: have it handed in", s.at(call.Pos()), name)
			}
			return true
		})
	}
}

// calledName is package.Function of a call, as it is written.
func calledName(call *ast.CallExpr) string {
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	left, ok := selector.X.(*ast.Ident)
	if !ok {
		return ""
	}
	return left.Name + "." + selector.Sel.Name
}

// unfinished are the marks of work that somebody meant to do later.
var unfinished = regexp.MustCompile(`\b(` + strings.Join([]string{"TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"}, "|") + `)\b`)

func TestNothingIsLeftUnfinished(t *testing.T) {
	t.Parallel()
	written := []string{".go", ".sql", ".ts", ".css", ".html", ".md", ".json", ".yml", ".sh"}
	unnamed := []string{"Makefile", "Dockerfile", "setup/packages", ".ci/run"}
	err := eachFile(func(name string) error {
		if strings.HasPrefix(name, "testdata/") || !slices.Contains(written, path.Ext(name)) && !slices.Contains(unnamed, name) {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		n := 0
		for line := range strings.Lines(string(text)) {
			n++
			if mark := unfinished.FindString(line); mark != "" && strings.Contains(strings.ToUpper(line), mark+":") {
				t.Errorf("%s:%d: %s", name, n, strings.TrimSpace(line))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestPackagesSayWhatTheyOwn wants a comment of some lines on each package: what
// it owns, what it promises, what it refuses.
func TestPackagesSayWhatTheyOwn(t *testing.T) {
	t.Parallel()
	lines := map[string]int{}
	for _, s := range allSources(t) {
		if s.test {
			continue
		}
		lines[s.folder] += 0
		if s.syntax.Doc != nil {
			lines[s.folder] += strings.Count(strings.TrimSpace(s.syntax.Doc.Text()), "\n") + 1
		}
	}
	for folder, n := range lines {
		if n < 3 || n > 20 {
			t.Errorf("package %s: its comment has %d lines, want 3 to 15 in one file", folder, n)
		}
	}
}

// TestExportedNamesHaveContracts wants a sentence on whatever others may use.
func TestExportedNamesHaveContracts(t *testing.T) {
	t.Parallel()
	for _, s := range allSources(t) {
		if s.test || s.syntax.Name.Name == "main" {
			continue
		}
		for _, declaration := range s.syntax.Decls {
			for _, name := range undocumented(declaration) {
				t.Errorf("%s: %s has no comment", s.at(declaration.Pos()), name)
			}
		}
	}
}

// undocumented are the exported names of a declaration that nothing is said of.
func undocumented(declaration ast.Decl) []string {
	switch d := declaration.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && d.Doc == nil && ofExported(d) {
			return []string{d.Name.Name}
		}
	case *ast.GenDecl:
		return undocumentedSpecs(d)
	}
	return nil
}

// ofExported tells whether others can reach a function: a method of an
// unexported type is known through an interface, which says what it does.
func ofExported(d *ast.FuncDecl) bool {
	if d.Name.Name == "Error" || d.Name.Name == "String" {
		return false // their contract is the standard library's
	}
	if d.Recv == nil {
		return true
	}
	of := d.Recv.List[0].Type
	if star, ok := of.(*ast.StarExpr); ok {
		of = star.X
	}
	if generic, ok := of.(*ast.IndexExpr); ok {
		of = generic.X
	}
	name, ok := of.(*ast.Ident)
	return ok && name.IsExported()
}

// undocumentedSpecs counts a comment on the whole group for all its members.
func undocumentedSpecs(d *ast.GenDecl) []string {
	if d.Doc != nil {
		return nil
	}
	var found []string
	for _, spec := range d.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			if spec.Name.IsExported() && spec.Doc == nil {
				found = append(found, spec.Name.Name)
			}
		case *ast.ValueSpec:
			for _, name := range spec.Names {
				if name.IsExported() && spec.Doc == nil && spec.Comment == nil {
					found = append(found, name.Name)
				}
			}
		}
	}
	return found
}
