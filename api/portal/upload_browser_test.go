package portal

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"

	mouse "github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/intake"
	"github.com/invoer/invoer/intake/upload"
	"github.com/invoer/invoer/storage/blobs"
)

// Files of the picker are sent one by one, each with what became of it; the
// same again is known, and what we do not read is said at once.
func TestUploadByThePicker(t *testing.T) {
	house := openHouse(t)
	letter := filepath.Join(t.TempDir(), "brief.docx")
	if err := os.WriteFile(letter, []byte("not a document that we read"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := newHand(t, house.url)
	p.signIn(clientUser, password)
	p.open("/upload")
	invoice := testdata("nl-excel-grid-pdf-text", "document.pdf")
	p.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{invoice, letter}))
	p.until("one that arrived and one that needs help", "document.querySelector('.files .ok') && document.querySelector('.files .bad')")
	p.sees("Ontvangen")
	p.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{invoice}))
	p.sees("Hadden we al")
	if n := ask[int](p, "document.querySelectorAll('.files li').length"); n != 3 {
		t.Errorf("the page shows %d files, want 3", n)
	}
	folder := filepath.Join(t.TempDir(), "maart")
	if err := os.CopyFS(filepath.Join(folder, "week 1", "winkel"), fstest.MapFS{
		"bon.docx": {Data: []byte("neither a document that we read")}, ".DS_Store": {Data: []byte("hidden")},
	}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "lijst.docx"), []byte("nor this one"), 0o600); err != nil {
		t.Fatal(err)
	}
	p.do(chromedp.SetUploadFiles(chromedp.CSS("#folder"), []string{folder}))
	p.until("an answer to each file of the folder", "document.querySelectorAll('.files .bad').length >= 3 && !document.querySelector('.files progress')")
	if names := ask[string](p, "Array.from(document.querySelectorAll('.files li'), (li) => li.textContent).join(' ')"); !strings.Contains(names, "bon.docx") || !strings.Contains(names, "lijst.docx") || strings.Contains(names, ".DS_Store") {
		t.Errorf("of a folder the page shows %q, want both its files, not the hidden one", names)
	}
	p.drops(folder, invoice)
	p.until("an answer to each file of the dropped folder", "document.querySelectorAll('.files .bad').length >= 5 && document.querySelectorAll('.files .ok').length >= 3 && !document.querySelector('.files progress')")
	if n := ask[int](p, "document.querySelectorAll('.files li').length"); n != 8 {
		t.Errorf("with the folder dropped the page shows %d files, want 8, not the hidden one", n)
	}
	ask[bool](p, `(() => {
		const clipboard = new DataTransfer();
		clipboard.items.add(new File(["pasted, and no document that we read"], "geplakt.docx"));
		return document.dispatchEvent(new ClipboardEvent("paste", {clipboardData: clipboard, bubbles: true}));
	})()`)
	p.until("an answer to the pasted file", "Array.from(document.querySelectorAll('.files .bad'), (li) => li.textContent).join().includes('geplakt.docx')")
	p.click("#after a")
	p.at("/documents")
	if doc := house.settled(1)[0]; doc.Client != house.client {
		t.Errorf("the document is of client %q, want that of the one who sent it", doc.Client)
	}
}

// drops drops files and folders of the machine on the page, as a file manager
// does.
func (h *hand) drops(paths ...string) {
	h.Helper()
	for _, kind := range []mouse.DispatchDragEventType{mouse.DispatchDragEventTypeDragEnter, mouse.DispatchDragEventTypeDragOver, mouse.DispatchDragEventTypeDrop} {
		event := mouse.DispatchDragEventParams{Type: kind, X: 500, Y: 300, Data: &mouse.DragData{Items: []*mouse.DragDataItem{}, Files: paths, DragOperationsMask: 1}}
		if _, err := chromedp.Call(h.ctx, mouse.DispatchDragEvent, event); err != nil {
			h.Fatal(err)
		}
	}
}

// A large file of which half came before the page was closed is found there
// again, and goes on where it stopped.
func TestUploadGoesOnWhenThePageIsOpenedAgain(t *testing.T) {
	house := openHouse(t)
	body := append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte("0123456789abcdef"), 700_000)...) // 11 MB, three pieces
	path := filepath.Join(t.TempDir(), "groot.pdf")
	if err := os.WriteFile(path, body, 0o600); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	who, half := house.identity(clientUser), int64(len(body)/2)
	begun, err := house.server.Uploads.Begin(who, upload.Upload{
		Client: house.client, Name: "groot.pdf", Size: int64(len(body)), Mark: fmt.Sprintf("groot.pdf|%d|%d", len(body), info.ModTime().UnixMilli()),
	})
	if err != nil {
		t.Fatal(err)
	}
	held, err := house.server.Uploads.Hold(t.Context(), who, begun.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := held.Append(upload.Piece{Body: bytes.NewReader(body[:half])}); err != nil {
		t.Fatal(err)
	}
	held.Release()

	p := newHand(t, house.url)
	p.signIn(clientUser, password)
	p.open("/upload")
	p.sees("Niet afgewerkt")
	p.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{path}))
	p.until("that it arrived", "document.querySelector('#sent .ok')")
	became, err := house.server.Uploads.Get(who, begun.ID)
	if err != nil || became.Delivery == "" {
		t.Fatalf("the half upload is %+v, %v; want that it became a delivery", became, err)
	}
	d, err := house.store.Delivery(t.Context(), who, became.Delivery)
	if err != nil || d.Parts[0].Size != int64(len(body)) || d.Client != house.client {
		t.Errorf("the delivery is %+v, %v; want one part of %d bytes for the client", d, err, len(body))
	}
	p.open("/upload")
	p.until("that nothing is unfinished", "!document.querySelector('#halves')")
}

// A large file of which everything came while the house could not keep it is sent
// once more by nobody: asked again, it is a delivery.
func TestUploadWhoseEndFailed(t *testing.T) {
	house := openHouse(t)
	path := filepath.Join(t.TempDir(), "groot.pdf")
	if err := os.WriteFile(path, append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte("0123456789abcdef"), 300_000)...), 0o600); err != nil { // two pieces
		t.Fatal(err)
	}
	whole := house.server.Gate.Blobs
	broken := &breaking{Blobs: whole}
	broken.left.Store(2)
	house.server.Gate.Blobs = broken
	p := newHand(t, house.url)
	p.refused(http.StatusServiceUnavailable)
	p.signIn(clientUser, password)
	p.open("/upload")
	p.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{path}))
	p.until("that it arrived", "document.querySelector('#sent .ok')")
	if broken.left.Load() > 0 {
		t.Error("the house was not asked as often as it failed")
	}
	if list, err := house.store.Deliveries(t.Context(), house.identity(clientUser), house.client, "", 10); err != nil || len(list) != 1 {
		t.Errorf("%d deliveries, %v; want one", len(list), err)
	}
}

// breaking is a blob store that does not answer the next times that it is asked to
// keep something.
type breaking struct {
	intake.Blobs
	left atomic.Int64
}

func (b *breaking) Write(ctx context.Context, office invoer.OfficeID, r io.Reader, limit int64) (blobs.Stored, error) {
	if b.left.Add(-1) >= 0 {
		return blobs.Stored{}, fmt.Errorf("%w: blob store", invoer.ErrUnavailable)
	}
	return b.Blobs.Write(ctx, office, r, limit)
}

// A document that is being read shows itself as soon as it was read, and a
// held one says why and what to do.
func TestAHeldDocumentSaysWhatToDo(t *testing.T) {
	house := openHouse(t)
	house.deliver(house.identity(accountant), house.client, "stuk.pdf", []byte("%PDF-1.7\nnothing more"))
	doc := house.settled(1)[0]
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	p.open("/documents?tab=held")
	p.sees("Het bestand is beschadigd")
	p.open("/documents/" + string(doc.ID))
	p.sees("Open het origineel")
	p.types("#i-supplier_name", "Van papier overgenomen")
	p.types("#i-total_incl", "12,50")
	p.click("#approve")
	p.at("/documents?said=last")
	p.open("/documents?tab=approved")
	p.sees("Van papier overgenomen")
	p.sees("12,50")
}
