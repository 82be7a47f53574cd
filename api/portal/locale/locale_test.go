package locale

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/invoer/invoer"
)

var place = regexp.MustCompile(`\{(\d+)\}`)

func TestLanguagesHaveTheSameCodesAndArguments(t *testing.T) {
	t.Parallel()
	for code, sentence := range words[fallback] {
		want := places(sentence)
		for _, lang := range Languages {
			other, ok := words[lang][code]
			if !ok || strings.TrimSpace(other) == "" {
				t.Errorf("%s has no words for %q", lang, code)
				continue
			}
			if got := places(other); !slices.Equal(got, want) {
				t.Errorf("%s %q takes arguments %v, want %v as in %s", lang, code, got, want, fallback)
			}
		}
	}
	for _, lang := range Languages {
		for code := range words[lang] {
			if _, ok := words[fallback][code]; !ok {
				t.Errorf("%s has words for %q, which %s does not know", lang, code, fallback)
			}
		}
	}
}

func places(sentence string) []string {
	var found []string
	for _, m := range place.FindAllStringSubmatch(sentence, -1) {
		found = append(found, m[1])
	}
	slices.Sort(found)
	return slices.Compact(found)
}

func TestSay(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		lang, code string
		args       []string
		want       string
	}{
		"a sentence in its language":             {"fr", "status.read", nil, "À contrôler"},
		"arguments are filled in":                {"en", "word.page_of", []string{"2", "9"}, "Page 2 of 9"},
		"an argument is never a place":           {"en", "word.page_of", []string{"{2}", "9"}, "Page {2} of 9"},
		"a missing argument stays empty":         {"en", "word.page_of", []string{"2"}, "Page 2 of "},
		"an unknown language is said in English": {"xx", "status.read", nil, "To check"},
		"an unknown code is said as itself":      {"nl", "no.such", []string{"a", "b"}, "no.such a b"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := Say(c.lang, c.code, c.args...); got != c.want {
				t.Errorf("Say(%q, %q, %q) = %q, want %q", c.lang, c.code, c.args, got, c.want)
			}
		})
	}
}

func TestHeldSaysWhatToDo(t *testing.T) {
	t.Parallel()
	for _, code := range []invoer.Code{
		invoer.CodeEncrypted, invoer.CodeDamaged, invoer.CodeEmpty, invoer.CodeTooLarge,
		invoer.CodeTooManyPages, invoer.CodeUnsupported, invoer.CodeNotDocument, invoer.CodeDangerous, invoer.CodeTimeout,
	} {
		for _, lang := range Languages {
			what, todo := Held(lang, invoer.Because(string(code)))
			if what != words[lang]["held."+string(code)] || todo != words[lang]["held."+string(code)+".do"] || todo == "" {
				t.Errorf("Held(%s, %s) = %q, %q, want its own two sentences", lang, code, what, todo)
			}
		}
	}
}

func TestNounsHaveWords(t *testing.T) {
	t.Parallel()
	var codes []string
	for _, kind := range invoer.Kinds {
		codes = append(codes, "kind."+string(kind))
	}
	for _, name := range invoer.FieldNames {
		codes = append(codes, "field."+name)
	}
	for _, status := range []invoer.Status{
		invoer.StatusWaiting, invoer.StatusRead, invoer.StatusHeld,
		invoer.StatusApproved, invoer.StatusBooked, invoer.StatusRejected,
	} {
		codes = append(codes, "status."+string(status), "client."+string(status))
	}
	for _, door := range []invoer.Door{invoer.DoorUpload, invoer.DoorMail, invoer.DoorFolder, invoer.DoorPeppol} {
		codes = append(codes, "door."+string(door))
	}
	for _, outcome := range []invoer.Outcome{invoer.Taken, invoer.Skipped, invoer.Held} {
		codes = append(codes, "outcome."+string(outcome))
	}
	for _, role := range []invoer.Role{invoer.RoleAdmin, invoer.RoleAccountant, invoer.RoleClient} {
		codes = append(codes, "role."+string(role))
	}
	for _, code := range codes {
		if !Has(code) {
			t.Errorf("%q has no words in some language", code)
		}
	}
}

func TestChoose(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ accept, want string }{
		"the first that we speak":       {"es-ES,fr-BE;q=0.8,nl;q=0.5", "fr"},
		"regions do not matter":         {"de-AT", "de"},
		"nothing asked":                 {"", "nl"},
		"nothing that we speak":         {"ja,zh;q=0.9", "nl"},
		"strangers' bytes are no fault": {";;,,==\x00", "nl"},
	}
	for name, c := range cases {
		if got := Choose(c.accept); got != c.want {
			t.Errorf("%s: Choose(%q) = %q, want %q", name, c.accept, got, c.want)
		}
	}
}

// TestEveryCodeOfTheSourceHasWords reads the whole module: what is written as
// Because("…"), Reason{Code: "…"}, Find("…") or Unread("…") outside tests must
// be something that we can say to people.
func TestEveryCodeOfTheSourceHasWords(t *testing.T) {
	t.Parallel()
	found := codesIn(t, "../../..")
	if len(found) == 0 {
		t.Fatal("no codes found in the source: the search is broken")
	}
	for code, where := range found {
		if !Has(code) {
			t.Errorf("%s: %q has no words in some language", where, code)
		}
	}
}

func codesIn(t *testing.T, root string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		codesOf(t, path, found)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// codesOf collects the codes of one file. A call whose first argument is not a
// string in the source is covered where that string stands.
func codesOf(t *testing.T, path string, found map[string]string) {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
	if err != nil {
		return // somebody is typing; the compiler will say it better
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if family, ok := families[called(n)]; ok && len(n.Args) > 0 {
				note(found, family, n.Args[0], set)
			}
		case *ast.CompositeLit:
			if typeName(n.Type) == "Reason" && len(n.Elts) > 0 {
				code := n.Elts[0]
				if pair, ok := code.(*ast.KeyValueExpr); ok {
					code = pair.Value
				}
				note(found, "why.", code, set)
			}
		}
		return true
	})
}

var families = map[string]string{"Because": "why.", "Find": "finding.", "Unread": "held."}

func note(found map[string]string, family string, e ast.Expr, set *token.FileSet) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return
	}
	code, err := strconv.Unquote(lit.Value)
	if err != nil || code == "" {
		return
	}
	if Has("held." + code) { // a Reason is also how a held document says why
		return
	}
	found[family+code] = set.Position(e.Pos()).String()
}

func called(call *ast.CallExpr) string { return typeName(call.Fun) }

func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

func TestCodesOfSourceAreSeen(t *testing.T) {
	t.Parallel()
	got := codesIn(t, "../../..")
	if _, ok := got["why.person-said"]; !ok {
		t.Errorf("codes of the source lack %q:\n%s", "why.person-said", cmp.Diff(map[string]string{}, got))
	}
}

// The list has three dates: each is called by what it is of.
func TestDatesOfTheListAreTold(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string]string{"nl": "Factuur", "fr": "Facture", "en": "Invoice", "de": "Rechnung"} {
		if got := words[lang]["docs.issued"]; !strings.HasPrefix(got, want) {
			t.Errorf("%s: the invoice's date is called %q, want it to begin with %q", lang, got, want)
		}
	}
}
