package portal

import (
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// shown is what a browser gets of a document's page.
func shown(t *testing.T, lang string, view storage.View) string {
	t.Helper()
	f := frame{tongue: tongue{Lang: lang, now: time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)}, User: person{ID: "u", Name: "Bert", Role: invoer.RoleAccountant}}
	w := httptest.NewRecorder()
	if err := send(w, 200, "document.html", f.document(dossier{view: view, list: listing{Tab: "read"}, history: []storage.Audit{{Name: view.ClientName, Action: "rejected", After: map[string]string{"reason": view.Reason}}}})); err != nil {
		t.Fatal(err)
	}
	return w.Body.String()
}

// Names of 300 letters, from the right to the left and with script in them are
// shown as they are, wherever they stand, and are never markup.
func TestHostileNamesAreText(t *testing.T) {
	t.Parallel()
	const script = `<script>alert(1)</script><img src=x onerror=alert(1)>"'`
	long := strings.Repeat("W", 300) + "\u202e" + "שלום בע״מ" + script
	view := storage.View{
		Document:   invoer.Document{ID: "11111111-1111-4111-8111-111111111111", Kind: invoer.KindInvoice, Status: invoer.StatusRejected, Stage: invoer.StageDone},
		ClientName: long, Reason: long, File: invoer.File{Name: long + ".pdf"},
		Pages: []storage.PageView{{Width: 595, Height: 842}},
	}
	view.Invoice.Supplier.Name = invoer.Field[string]{Value: long, Confidence: 90, Origin: invoer.Origin{Reader: "ocr", Page: 1, Box: invoer.Box{X0: 1, Y0: 1, X1: 9, Y1: 9}}}
	view.Invoice.Number = invoer.Field[string]{Value: script, Confidence: 90, Origin: invoer.Origin{Reader: "ocr"}}
	view.Invoice.Lines = []invoer.Line{{Description: long}}
	view.Invoice.Findings = []invoer.Finding{invoer.Find("totals-do-not-add-up", invoer.Block, "total_incl", script, script, script)}
	for _, status := range []invoer.Status{invoer.StatusRejected, invoer.StatusRead} {
		view.Status = status
		page := shown(t, "nl", view)
		for _, markup := range []string{"<script>alert", "<img src=x", `onerror=alert(1)>"`} {
			if strings.Contains(page, markup) {
				t.Errorf("the page of a document that is %s has %q as markup", status, markup)
			}
		}
		if n := strings.Count(page, "שלום בע״מ"); n < 4 {
			t.Errorf("the page of a document that is %s shows the name %d times, want it whole wherever it stands", status, n)
		}
	}
}

// A document of 500 pages asks for the pictures of its first two pages, and for
// the others as somebody comes near.
func TestFiveHundredPages(t *testing.T) {
	t.Parallel()
	view := storage.View{Document: invoer.Document{ID: "11111111-1111-4111-8111-111111111111", Kind: invoer.KindInvoice, Status: invoer.StatusRead, Stage: invoer.StageDone}}
	for range 500 {
		view.Pages = append(view.Pages, storage.PageView{Width: 595, Height: 842})
	}
	page := shown(t, "fr", view)
	if n := strings.Count(page, "<image href="); n != drawnAtOnce {
		t.Errorf("%d pictures are asked for at once, want %d", n, drawnAtOnce)
	}
	if n := strings.Count(page, "<image data-href="); n != 500-drawnAtOnce {
		t.Errorf("%d pictures wait, want all others", n)
	}
	for _, n := range []int{1, 250, 500} {
		if !strings.Contains(page, `id="page-`+strconv.Itoa(n)+`"`) || !strings.Contains(page, `data-leaf="`+strconv.Itoa(n)+`"`) {
			t.Errorf("page %d cannot be gone to", n)
		}
	}
	if n := strings.Count(page, `loading="lazy"`); n < 500 {
		t.Errorf("%d pictures of the strip wait to be seen, want 500", n)
	}
}
