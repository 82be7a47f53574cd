package pipeline

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/pipeline/archive"
	"github.com/invoer/invoer/storage"
)

// medias of the corpus's files by their ending.
var medias = map[string]string{".pdf": "application/pdf", ".jpg": "image/jpeg", ".xml": "application/xml"}

// TestWholeWay takes one document of each kind through all stages on real
// parts, and one of them through a person's hands.
func TestWholeWay(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	client := h.client("K1")
	p, _ := h.start(h.reader())
	cases := map[string]struct {
		pages  int    // of the document
		reader string // of its first page
		copied bool   // there is a searchable copy
	}{
		"nl-excel-grid-pdf-text":         {2, "text", false},
		"de-de-craft-xml":                {0, "", false},
		"en-eu-xml":                      {1, "text", false},
		"nl-telecom-scan":                {1, "ocr", true},
		"fr-cleaning-cocontractor-photo": {1, "ocr", true},
	}
	files := map[string]invoer.Ring{}
	for name := range cases {
		file, body := corpus(t, name)
		files[name] = h.deliver(client, filepath.Base(file), medias[filepath.Ext(file)], body)
		p.bell.Ring(t.Context(), files[name])
	}
	h.settled(3 * time.Minute)
	for name, want := range cases {
		view := h.only(files[name])
		if view.Status != invoer.StatusRead || view.Stage != invoer.StageDone {
			t.Errorf("%s is %s at %s, want read and done", name, view.Status, view.Stage)
		}
		pages := h.count(`select pages from files where id = $1`, files[name].ID)
		if len(view.Pages) != pages || (pages == 0) != (want.pages == 0) {
			t.Errorf("%s has %d pages of the file's %d", name, len(view.Pages), pages)
		}
		if pages > 0 && view.Pages[0].Reader != want.reader {
			t.Errorf("%s was read by %q, want %q", name, view.Pages[0].Reader, want.reader)
		}
		h.archived(name, view, want.copied)
	}
	h.approved(p, files["nl-telecom-scan"])
}

// corpus gives a document that is kept with the code.
func corpus(t testing.TB, name string) (path string, body []byte) {
	t.Helper()
	paths, err := filepath.Glob("../testdata/invoices/" + name + "/document.*")
	if err != nil || len(paths) != 1 {
		t.Fatalf("documents of case %s: %v %v", name, paths, err)
	}
	if body, err = os.ReadFile(paths[0]); err != nil {
		t.Fatal(err)
	}
	return paths[0], body
}

// only gives the only document of a file.
func (h *house) only(ring invoer.Ring) storage.View {
	h.t.Helper()
	id := h.text(`select coalesce(string_agg(id::text, ' '), '') from documents where file_id = $1`, ring.ID)
	view, err := h.store.Document(h.t.Context(), h.who(), invoer.DocumentID(id))
	if err != nil {
		h.t.Fatalf("document of file %s: %v\n%s", ring.ID, err, h.picture())
	}
	return view
}

// archived checks a document's archive: original and copy have the hashes that
// the manifest says, and the copy is a sound PDF.
func (h *house) archived(name string, v storage.View, copied bool) archive.Manifest {
	h.t.Helper()
	var m archive.Manifest
	if v.Archive == nil {
		h.t.Fatalf("%s has no archive", name)
	}
	if err := json.Unmarshal(h.blob(v.Archive.Manifest), &m); err != nil {
		h.t.Fatalf("%s: manifest: %v", name, err)
	}
	if got := sum(h.blob(m.Original.Key)); m.Original.Hash != (archive.Hash{Algorithm: "sha256", Value: got}) {
		h.t.Errorf("%s: the original hashes to %s, its manifest says %v", name, got, m.Original.Hash)
	}
	if (m.Copy != nil) != copied || (v.Archive.PDF != "") != copied {
		h.t.Fatalf("%s: searchable copy %v, %q; want one: %v", name, m.Copy, v.Archive.PDF, copied)
	}
	if copied {
		pdf := h.blob(m.Copy.Key)
		if sum(pdf) != m.Copy.Hash.Value {
			h.t.Errorf("%s: the copy hashes to %s, its manifest says %v", name, sum(pdf), m.Copy.Hash)
		}
		sound(h.t, pdf)
		h.small(name, v, len(pdf))
	}
	if len(m.Pages) != len(v.Pages) || m.Document != v.ID {
		h.t.Errorf("%s: manifest of %s with %d pages, want %s with %d", name, m.Document, len(m.Pages), v.ID, len(v.Pages))
	}
	return m
}

func (h *house) blob(key invoer.BlobKey) []byte {
	h.t.Helper()
	r, err := h.blobs.Get(h.t.Context(), key)
	if err != nil {
		h.t.Fatal(err)
	}
	defer r.Close()
	all, err := io.ReadAll(r)
	if err != nil {
		h.t.Fatal(err)
	}
	return all
}

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

// sound has another program check a PDF.
func sound(t testing.TB, pdf []byte) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "copy.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("qpdf", "--check", path).CombinedOutput(); err != nil {
		t.Errorf("qpdf --check: %v\n%s", err, out)
	}
}

// small checks that what is derived of the pages of a document with a copy stays
// below 300 kB a page: the pictures for the desk, the copy and the manifest.
func (h *house) small(name string, v storage.View, copied int) {
	h.t.Helper()
	const most = 300_000
	derived := copied + len(h.blob(v.Archive.Manifest))
	for _, page := range v.Pages {
		if page.Image != "" {
			derived += len(h.blob(page.Image))
		}
	}
	if derived > most*len(v.Pages) {
		h.t.Errorf("%s: %d bytes are derived of %d pages, want at most %d of each", name, derived, len(v.Pages), most)
	}
}

// approved has a person approve a document: it is archived again with what he
// decided, and the copy is the same one.
func (h *house) approved(p *Pipeline, ring invoer.Ring) {
	h.t.Helper()
	user, err := h.store.AddUser(h.t.Context(), h.admin(), storage.User{Email: "an@kantoor.example", Name: "An", Role: invoer.RoleAdmin, Language: "nl"}, "a long enough pass phrase")
	if err != nil {
		h.t.Fatal(err)
	}
	who := invoer.Scope{Office: h.office, User: user.ID, Role: invoer.RoleAdmin}
	before := h.only(ring)
	for _, f := range before.Invoice.Blocking() {
		if _, err := h.store.Answer(h.t.Context(), who, before.ID, storage.AnyVersion, f.Rule, f.Field); err != nil {
			h.t.Fatal(err)
		}
	}
	if _, err := h.store.Approve(h.t.Context(), who, before.ID, storage.AnyVersion); err != nil {
		h.t.Fatal(err)
	}
	h.settled(time.Minute)
	after := h.only(ring)
	if after.Status != invoer.StatusApproved || after.Archive.Version != 2 || after.Archive.PDF != before.Archive.PDF {
		h.t.Errorf("after approval: %s, archive %+v; want approved, version 2, copy %s", after.Status, after.Archive, before.Archive.PDF)
	}
	m := h.archived("approved", after, true)
	if m.Status != invoer.StatusApproved || m.Invoice.Approval.By != user.ID {
		h.t.Errorf("manifest: %s by %q, want approved by %q", m.Status, m.Invoice.Approval.By, user.ID)
	}
	if n := h.count(`select count(*) from events where document_id = $1 and kind = 'document.archived'`, after.ID); n != 1 {
		h.t.Errorf("%d events tell that it was archived after approval, want 1", n)
	}
}
