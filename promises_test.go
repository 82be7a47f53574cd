package invoer

import (
	"go/ast"
	"os"
	"regexp"
	"testing"
)

// A named test is one that docs/promises.md speaks of: `folder.TestName`.
var namedTest = regexp.MustCompile("`([a-z0-9/]+)\\.((?:Test|Fuzz)[A-Za-z0-9]+)`")

// TestPromisesHaveTests holds docs/promises.md to what there is: a test that
// was renamed or taken away takes its promise along.
func TestPromisesHaveTests(t *testing.T) {
	t.Parallel()
	there := map[string]bool{}
	for _, s := range allSources(t) {
		for _, declared := range s.syntax.Decls {
			if function, ok := declared.(*ast.FuncDecl); ok && s.test && function.Recv == nil {
				there[s.folder+"."+function.Name.Name] = true
			}
		}
	}
	text, err := os.ReadFile("docs/promises.md")
	if err != nil {
		t.Fatal(err)
	}
	named := namedTest.FindAllStringSubmatch(string(text), -1)
	if len(named) < 50 {
		t.Fatalf("found %d tests in docs/promises.md, want those of all its rows", len(named))
	}
	for _, n := range named {
		if !there[n[1]+"."+n[2]] {
			t.Errorf("docs/promises.md names %s of package %s, which is not there", n[2], n[1])
		}
	}
}
