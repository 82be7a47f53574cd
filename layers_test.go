package invoer

import (
	"fmt"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// floors are the packages from the ground up (docs/architecture.md, section 3).
// A package may import those of lower floors; packages on one floor do not know
// each other. A pattern with a star stands for the folders directly below.
var floors = [][]string{
	{"."},
	{"belgium", "belgium/register", "ledger", "extractors/layout", "extractors/weights", "extractors/child", "extractors/media", "extractors/einvoice", "extractors/tables", "api/portal/locale"},
	{
		"extractors/ubl", "extractors/cii", "extractors/pdf", "extractors/images", "extractors/ocr", "extractors/barcodes",
		"extractors/unpack", "extractors/web", "extractors/cut", "extractors/fields", "extractors/contract", "extractors/eval", "extractors/ledgers", "extractors/masters", "exports/*", "storage/blobs",
	},
	{"precedent"},
	{"extractors/known", "storage"},
	{"extractors/settle"},
	{"extractors", "extractors/learn"},
	{"pipeline/*"},
	{"pipeline"},
	{"intake"},
	{"intake/*"},
	{"api"},
	{"api/v1", "api/portal"},
	{"cmd/invoer/embedded"},
	{"cmd/invoer"},
}

// forTests are packages that only tests import. They start real servers, which
// needs the top of the house, so they stand on no floor.
var forTests = []string{
	"storage/storagetest", "storage/storagetest/servers", "storage/storagetest/with", "storage/blobs/blobtest", "intake/mail/mailtest", "intake/clamd/clamdtest",
	"extractors/samples", "extractors/samples/paper", "extractors/samples/wear", "extractors/samples/generate",
	"ledger/samples", "ledger/samples/generate",
}

// floorOf is the number of a package's floor, from 0, and -1 when it is on none.
func floorOf(folder string) int {
	return slices.IndexFunc(floors, func(patterns []string) bool {
		return slices.ContainsFunc(patterns, func(pattern string) bool {
			ok, _ := path.Match(pattern, folder) // the patterns are well formed
			return ok
		})
	})
}

func TestImportsPointDownwards(t *testing.T) {
	t.Parallel()
	for _, s := range allSources(t) {
		if slices.Contains(forTests, s.folder) {
			continue
		}
		floor := floorOf(s.folder)
		if floor < 0 {
			t.Errorf("%s: package %s is on no floor: give it one in layers_test.go", s.path, s.folder)
			continue
		}
		for _, spec := range s.syntax.Imports {
			target, ours := ownPackage(spec.Path.Value)
			if !ours || target == s.folder || s.test && slices.Contains(forTests, target) {
				continue
			}
			if below := floorOf(target); below < 0 || below >= floor {
				t.Errorf("%s: %s (floor %d) imports %s (floor %d): want a lower floor", s.at(spec.Pos()), s.folder, floor, target, below)
			}
		}
	}
}

// ownPackage is the folder of an import path (a Go literal) that is ours.
func ownPackage(literal string) (folder string, ours bool) {
	imported, _ := strconv.Unquote(literal) // the parser took it
	if imported == module {
		return ".", true
	}
	return strings.CutPrefix(imported, module+"/")
}

// owners says which of our packages may import a module: one, so that the rest
// of the house sees our nouns and the module can be replaced.
var owners = map[string][]string{
	"github.com/alecthomas/kong":       {"cmd/invoer"},
	"github.com/chromedp/cdproto":      {}, // tests
	"github.com/chromedp/chromedp":     {}, // tests
	"github.com/coreos/go-oidc/v3":     {"api"},
	"github.com/danielgtaylor/huma/v2": {"api/v1"},
	"github.com/emersion/go-imap/v2":   {"intake/mail"},
	"github.com/emersion/go-message":   {"extractors/unpack"},
	"github.com/emersion/go-msgauth":   {"intake/mail"},
	"github.com/emersion/go-sasl":      {"intake/mail"},
	"github.com/emersion/go-smtp":      {"intake/mail"},
	"github.com/evanw/esbuild":         {"api/portal"},
	"github.com/fsnotify/fsnotify":     {"intake/scan"},
	"github.com/gen2brain/heic":        {"extractors/images"},
	"github.com/go-webauthn/webauthn":  {"api"},
	"github.com/google/go-cmp":         {"storage/blobs/blobtest"},
	"github.com/hibiken/asynq":         {"pipeline"},
	"github.com/jackc/pgx/v5":          {"storage", "storage/storagetest/servers"},
	"github.com/klippa-app/go-pdfium":  {"extractors/pdf"},
	"github.com/makiuchi-d/gozxing":    {"extractors/barcodes"},
	"github.com/minio/minio-go/v7":     {"storage/blobs"},
	"github.com/otiai10/gosseract/v2":  {"extractors/ocr"},
	"github.com/pdfcpu/pdfcpu":         {"extractors/pdf"},
	"github.com/pquerna/otp":           {"storage"},
	"github.com/pressly/goose/v3":      {"storage"},
	"github.com/redis/go-redis/v9":     {"pipeline"},
	"github.com/tetratelabs/wazero":    {"extractors/pdf"},
	"github.com/xuri/excelize/v2":      {"exports/sheet"},
	"go.yaml.in/yaml/v3":               {}, // tests
	"golang.org/x/crypto":              {"storage"},
	"golang.org/x/image":               {"extractors/images"},
	"golang.org/x/oauth2":              {"api"},
	"golang.org/x/text":                {"extractors/einvoice", "exports/winbooks", "extractors/tables", "intake/scan"}, // code pages, and one spelling of a letter
}

// everywhere are modules that are no subject of their own: the Go team's
// additions to the standard library for things that several packages wait for
// or ask the kernel, and metrics, in files named metrics.go only.
var everywhere = []string{"golang.org/x/sync", "golang.org/x/sys", "github.com/prometheus/client_golang"}

func TestModulesHaveOneOwner(t *testing.T) {
	t.Parallel()
	direct := directModules(t)
	for _, s := range allSources(t) {
		for _, spec := range s.syntax.Imports {
			imported, _ := strconv.Unquote(spec.Path.Value) // the parser took it
			of := moduleOf(imported, direct)
			if of == "" || s.test || slices.Contains(everywhere, of) {
				continue
			}
			if !slices.Contains(owners[of], s.folder) {
				t.Errorf("%s: %s imports %s, which belongs to %v", s.at(spec.Pos()), s.folder, of, owners[of])
			}
		}
	}
}

func TestMetricsStandInTheirFiles(t *testing.T) {
	t.Parallel()
	for _, s := range allSources(t) {
		if s.test || strings.HasPrefix(s.folder, "cmd/") || path.Base(s.path) == "metrics.go" {
			continue
		}
		for _, spec := range s.syntax.Imports {
			if strings.Contains(spec.Path.Value, "github.com/prometheus/") {
				t.Errorf("%s: imports %s: want it in metrics.go only", s.at(spec.Pos()), spec.Path.Value)
			}
		}
	}
}

// mostModules is how many direct dependencies we allow ourselves to answer for.
const mostModules = 35

func TestDependenciesAreFewAndExplained(t *testing.T) {
	t.Parallel()
	direct := directModules(t)
	if len(direct) > mostModules {
		t.Errorf("direct dependencies: got %d, want at most %d", len(direct), mostModules)
	}
	reasons, err := os.ReadFile("docs/decisions/0001-dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	if counted := fmt.Sprintf("go.mod names %d,", len(direct)); !strings.Contains(string(reasons), counted) {
		t.Errorf("docs/decisions/0001-dependencies.md does not say %q", counted)
	}
	var want []string
	for _, name := range direct {
		if _, owned := owners[name]; !owned && !slices.Contains(everywhere, name) {
			t.Errorf("module %s has no owner in layers_test.go", name)
		}
		want = append(want, strings.TrimPrefix(name, "github.com/"))
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, reasonedModules(string(reasons))); diff != "" {
		t.Errorf("modules with a reason in docs/decisions/0001-dependencies.md, against go.mod (-want +got):\n%s", diff)
	}
}

// reasonedModules are those with a row in the table of a decision, sorted.
func reasonedModules(decision string) []string {
	var found []string
	for line := range strings.Lines(decision) {
		if cells := strings.Split(line, " | "); len(cells) == 3 && strings.Contains(cells[0], "/") {
			found = append(found, strings.TrimPrefix(cells[0], "| "))
		}
	}
	slices.Sort(found)
	return found
}

// directModules reads go.mod: the requirements without "// indirect".
func directModules(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(strings.TrimPrefix(line, "require "))
		if len(words) == 2 && strings.HasPrefix(words[1], "v") {
			found = append(found, words[0])
		}
	}
	if len(found) == 0 {
		t.Fatal("found no requirement in go.mod")
	}
	return found
}

// moduleOf is the module that has a package, and "" for the standard library,
// our own, and modules that we do not ask for.
func moduleOf(imported string, direct []string) string {
	for _, name := range direct {
		if imported == name || strings.HasPrefix(imported, name+"/") {
			return name
		}
	}
	return ""
}

func TestFoldersAreNamedAfterTheirSubject(t *testing.T) {
	t.Parallel()
	for _, s := range allSources(t) {
		for _, name := range strings.Split(s.folder, "/") {
			switch name {
			case "internal", "pkg", "util", "utils", "common", "helper", "helpers", "models", "types", "services", "misc", "lib":
				t.Errorf("%s: a folder named %s says nothing of what is in it", s.path, name)
			}
		}
	}
}
