package extractors

import (
	"context"
	"encoding/json"
	"io"
	"slices"
	"testing"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/child"
)

// strainedChild is a child that works as all do, but that sharp pages are too
// much for.
func strainedChild(in io.Reader, out io.Writer) error {
	w := &worker{}
	defer w.close()
	return child.Serve(in, out, func(settings json.RawMessage) (map[string]child.Handler, error) {
		handlers := w.handlers()
		for _, op := range []string{"normalise", "read"} {
			handlers[op] = refusingSharp(handlers[op])
		}
		return handlers, json.Unmarshal(settings, &w.settings)
	})
}

func refusingSharp(work child.Handler) child.Handler {
	return func(r child.Request) (any, []byte, error) {
		var args pageArgs
		if err := r.Decode(&args); err != nil {
			return nil, nil, err
		}
		if !args.Coarse {
			return nil, nil, invoer.Unread(invoer.CodeTimeout, "too sharp")
		}
		return work(r)
	}
}

// A page that is too much is read at a lower resolution before it is held, and
// its document says so (peers 70).
func TestPageThatIsTooMuchIsReadCoarsely(t *testing.T) {
	t.Parallel()
	src := Source{corpus + "/nl-hardware-store-scan/document.pdf", mediaPDF}
	sharp := readPage(t, testReader(t), src, 1)
	r := readerWith(t, strained)
	s, err := r.Normalise(context.Background(), src, 1)
	if err != nil || s.DPI > 1.5*leastDPI {
		t.Fatalf("made ready at %.0f dpi, %v; want about %d", s.DPI, err, leastDPI)
	}
	got := readPage(t, r, src, 1)
	if found := agreeing(sharp.Page.Words, got.Page.Words); found < 0.5 {
		t.Errorf("%.2f of the words were found where they are, want most", found)
	}
	inv, err := Invoice(nil, []invoer.Page{got.Page}, invoer.Known{Today: today})
	if err != nil {
		t.Fatal(err)
	}
	if want := invoer.Find(RuleCoarse, invoer.Warning, "", "1"); !slices.ContainsFunc(inv.Findings, func(f invoer.Finding) bool {
		return f.Rule == want.Rule && f.Severity == want.Severity && slices.Equal(f.Args, want.Args)
	}) {
		t.Errorf("findings %v, want %v", inv.Findings, want)
	}
}
