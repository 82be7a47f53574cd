package scan

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/intake"
	"github.com/invoer/invoer/storage"
	"github.com/invoer/invoer/storage/blobs"
)

func TestFilesAreTakenForWhoseFolderTheyLieIn(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.write("loose.pdf", pdf(1))
	h.write("K001/code.pdf", pdf(2))
	h.write("k002 garage/deep/down/words.pdf", pdf(3))
	h.write("Garage  PIÑOL/name.pdf", pdf(4))
	h.write("Nobody/strange.pdf", pdf(5))
	h.run()
	h.wait("done/DATE/loose.pdf", "done/DATE/K001/code.pdf", "done/DATE/k002 garage/deep/down/words.pdf",
		"done/DATE/Garage  PIÑOL/name.pdf", "done/DATE/Nobody/strange.pdf")
	want := []string{"A: code.pdf taken", "B: name.pdf taken", "B: words.pdf taken", "nobody: loose.pdf taken", "nobody: strange.pdf taken"}
	if diff := cmp.Diff(want, h.deliveries()); diff != "" {
		t.Errorf("deliveries (-want +got):\n%s", diff)
	}
}

// What an access point leaves in a folder goes to the client whom its envelope
// names, and the same message again is known.
func TestPeppolIsRoutedFromAFolder(t *testing.T) {
	t.Parallel()
	h := open(t)
	printer, err := h.Store.AddClient(t.Context(), h.who, storage.Client{Code: "K003", Name: "Drukkerij", VAT: "BE0999100097", Language: "nl"})
	if err != nil {
		t.Fatal(err)
	}
	const text = `<?xml version="1.0"?><sh:StandardBusinessDocument xmlns:sh="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"><sh:StandardBusinessDocumentHeader>
<sh:Sender><sh:Identifier Authority="iso6523-actorid-upis">0208:0990936657</sh:Identifier></sh:Sender>
<sh:Receiver><sh:Identifier Authority="iso6523-actorid-upis">0208:0999100097</sh:Identifier></sh:Receiver>
<sh:DocumentIdentification><sh:InstanceIdentifier>id-1</sh:InstanceIdentifier></sh:DocumentIdentification>
</sh:StandardBusinessDocumentHeader><Invoice></Invoice></sh:StandardBusinessDocument>`
	h.write("inbox/one.xml", text)
	h.run()
	h.wait("done/DATE/inbox/one.xml")
	h.write("inbox/again.xml", text)
	h.wait("done/DATE/inbox/again.xml", "done/DATE/inbox/one.xml")
	list, err := h.Store.Deliveries(t.Context(), h.who, "", "", 10)
	if err != nil || len(list) != 1 || list[0].Client != printer.ID || list[0].Via != invoer.DoorPeppol {
		t.Errorf("deliveries %+v, %v; want one by Peppol for K003", list, err)
	}
}

// Peers 1: a scanner makes the file first and adds a page every now and then.
func TestSlowWriterIsWaitedFor(t *testing.T) {
	t.Parallel()
	for name, write := range map[string]func(h *house, page int, body string) error{
		"that holds its file": func() func(*house, int, string) error {
			var file *os.File
			return func(h *house, page int, body string) (err error) {
				if file == nil {
					if file, err = os.Create(h.path("scan.pdf")); err != nil {
						return err
					}
				}
				if _, err = file.WriteString(body); page == 6 {
					err = file.Close()
				}
				return err
			}
		}(),
		"that opens it for each page": func(h *house, _ int, body string) error {
			file, err := os.OpenFile(h.path("scan.pdf"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
			if err != nil {
				return err
			}
			if _, err := file.WriteString(body); err != nil {
				return err
			}
			return file.Close()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t)
			h.Patience = time.Minute
			h.run()
			body := pdf("six pages")
			sixth := len(body) / 6
			for page := 1; page <= 6; page++ {
				part := body[(page-1)*sixth : page*sixth]
				if page == 6 {
					part = body[5*sixth:]
				}
				if err := write(h, page, part); err != nil {
					t.Fatal(err)
				}
				if n := h.count(); n != 0 && page < 6 {
					t.Fatalf("%d deliveries after page %d, want none before the end", n, page)
				}
				time.Sleep(4 * h.Quiet)
			}
			h.wait("done/DATE/scan.pdf")
			if got, err := os.ReadFile(h.path("done/" + h.Now().Format("2006-01-02") + "/scan.pdf")); err != nil || string(got) != body {
				t.Errorf("taken as %q (%v), want all pages", got, err)
			}
			if n := h.count(); n != 1 {
				t.Errorf("%d deliveries, want 1", n)
			}
		})
	}
}

// Peers 2: a young file that does not parse is looked at again, and taken as
// it is after a stated time.
func TestUnfinishedFileGetsTime(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Patience = time.Minute
	h.run()
	h.write("mended.pdf", "%PDF-1.4\n1 0 obj")
	time.Sleep(10 * h.Quiet)
	if n := h.count(); n != 0 {
		t.Errorf("%d deliveries of a file without its end, want none yet", n)
	}
	h.write("mended.pdf", pdf("mended"))
	h.wait("done/DATE/mended.pdf")
	if n := h.count(); n != 1 {
		t.Errorf("%d deliveries, want 1", n)
	}
	hasty := open(t)
	hasty.write("never.pdf", "%PDF-1.4\n2 0 obj")
	hasty.run()
	hasty.wait("done/DATE/never.pdf")
	if n := hasty.count(); n != 1 {
		t.Errorf("%d deliveries of a file that never ends, want 1", n)
	}
}

// Peers 3: a file that is locked for a while is taken once it is free.
func TestLockedFileIsTakenWhenItIsFree(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.write("locked.pdf", pdf(1))
	file, err := os.Open(h.path("locked.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.Flock(int(file.Fd()), unix.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	h.run()
	time.Sleep(10 * h.Quiet)
	if n := h.count(); n != 0 {
		t.Errorf("%d deliveries of a locked file, want none", n)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	h.wait("done/DATE/locked.pdf")
}

// Peers 4: what has a temporary name is on its way.
func TestTemporaryNames(t *testing.T) {
	t.Parallel()
	h := open(t)
	temporary := []string{"x.pdf.filepart", "x.pdf.part", "y.tmp", "z.pdf.crdownload", ".hidden.pdf", "a.pdf~", "~$b.docx", "Thumbs.db", ".sync/c.pdf", "#recycle/d.pdf", "@Recycle/e.pdf", "#snapshot/f.pdf"}
	for i, name := range temporary {
		h.write(name, pdf(i))
	}
	h.run()
	time.Sleep(10 * h.Quiet)
	h.wait(temporary...)
	h.rename("x.pdf.filepart", "x.pdf")
	h.wait(append([]string{"done/DATE/x.pdf"}, temporary[1:]...)...)
	if diff := cmp.Diff([]string{"nobody: x.pdf taken"}, h.deliveries()); diff != "" {
		t.Errorf("deliveries (-want +got):\n%s", diff)
	}
}

// Peers 5: a folder with files in it is moved in.
func TestTreeIsMovedIn(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.run()
	outside := t.TempDir()
	for i := range 7 {
		dir := filepath.Join(outside, "tree", strings.Repeat("sub/", i%3))
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.pdf", i)), []byte(pdf(i)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Rename(filepath.Join(outside, "tree"), h.path("K001")); err != nil {
		t.Fatal(err)
	}
	h.wait("done/DATE/K001/0.pdf", "done/DATE/K001/3.pdf", "done/DATE/K001/6.pdf", "done/DATE/K001/sub/1.pdf", "done/DATE/K001/sub/4.pdf",
		"done/DATE/K001/sub/sub/2.pdf", "done/DATE/K001/sub/sub/5.pdf")
	if n := h.count(); n != 7 {
		t.Errorf("%d deliveries, want 7", n)
	}
}

// Peers 6: no events on network shares; the walk alone takes everything.
func TestWithoutEvents(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.deaf = true
	h.run()
	h.write("a.pdf", pdf(1))
	h.write("K001/new/b.pdf", pdf(2))
	h.wait("done/DATE/a.pdf", "done/DATE/K001/new/b.pdf")
}

// Peers 7: many changes of one file in a second are one delivery and no error.
func TestRestlessFile(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Quiet = 3 * time.Second // a busy machine makes pauses of its own
	h.run()
	for i := range 20 {
		if err := os.WriteFile(h.path("a.pdf"), []byte(pdf(strings.Repeat("x", i))), 0o644); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Millisecond)
	}
	if err := os.Chmod(h.path("a.pdf"), 0o600); err != nil {
		t.Fatal(err)
	}
	h.rename("a.pdf", "b.pdf")
	h.wait("done/DATE/b.pdf")
	if diff := cmp.Diff([]string{"nobody: b.pdf taken"}, h.deliveries()); diff != "" || strings.Contains(h.said.String(), "level=WARN") {
		t.Errorf("deliveries (-want +got):\n%s%s", diff, h.said)
	}
}

// Peers 9: a duplicate leaves the folder too, and a restart says nothing new.
func TestDuplicateLeavesTheFolder(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.run()
	h.write("K001/a.pdf", pdf(1))
	h.wait("done/DATE/K001/a.pdf")
	h.write("K001/a.pdf", pdf(1))
	h.wait("done/DATE/K001/a.pdf", "done/DATE/K001/a (2).pdf")
	h.stop()
	before := h.said.String()
	h.run()
	time.Sleep(10 * h.Quiet)
	if n, said := h.count(), h.said.String(); n != 1 || said != before {
		t.Errorf("%d deliveries, want 1; a restart says %q", n, strings.TrimPrefix(said, before))
	}
}

func TestRefusedFileSaysWhy(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.write("K001/mail.vcf", "BEGIN:VCARD\nVERSION:3.0\nFN:An\nEND:VCARD\n")
	h.write("empty.pdf", "")
	h.run()
	h.wait("refused/DATE/K001/mail.vcf", "refused/DATE/K001/mail.vcf.txt", "refused/DATE/empty.pdf", "refused/DATE/empty.pdf.txt")
	for name, want := range map[string]string{"K001/mail.vcf": "mail.vcf: Hier staat niets in voor de boekhouding.", "empty.pdf": "empty.pdf: Het bestand is leeg.\r\nVraag"} {
		got, err := os.ReadFile(h.path("refused/" + h.Now().Format("2006-01-02") + "/" + name + ".txt"))
		if err != nil || !strings.Contains(string(got), want) {
			t.Errorf("beside %s stands %q (%v), want %q", name, got, err, want)
		}
	}
}

// The text beside a refused file takes no other refused file's place.
func TestRefusalOverwritesNothing(t *testing.T) {
	t.Parallel()
	h := open(t)
	const card = "BEGIN:VCARD\nVERSION:3.0\nFN:An\nEND:VCARD\n"
	h.write("a.vcf.txt", "")
	h.run()
	h.wait("refused/DATE/a.vcf.txt", "refused/DATE/a.vcf.txt.txt")
	h.write("a.vcf", card)
	h.wait("refused/DATE/a.vcf", "refused/DATE/a.vcf.txt", "refused/DATE/a.vcf.txt.txt", "refused/DATE/a.vcf (2).txt")
}

func TestSidecarsGoAlong(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.write("a.pdf", pdf(1))
	h.write("a.pdf.json", `{"scanner":"x"}`)
	h.write("a.xmp", "<x/>")
	h.write("e.pdf", pdf(2))
	h.write("e.xml", "<Invoice/>")
	h.write("alone.json", "{}")
	h.run()
	h.wait("done/DATE/a.pdf", "done/DATE/a.pdf.json", "done/DATE/a.xmp", "done/DATE/e.pdf", "done/DATE/e.xml", "refused/DATE/alone.json", "refused/DATE/alone.json.txt")
	want := []string{"nobody: a.pdf taken", "nobody: alone.json skipped not_a_document", "nobody: e.pdf taken; e.xml taken"}
	if diff := cmp.Diff(want, h.deliveries()); diff != "" {
		t.Errorf("deliveries (-want +got):\n%s", diff)
	}
}

// What scanners, shares and other machines lay beside a file or name as they like.
func TestBesideAFile(t *testing.T) {
	t.Parallel()
	const invoice = `<?xml version="1.0"?><Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"><ID>1</ID></Invoice>`
	cases := map[string]struct {
		files      map[string]string
		done       []string
		deliveries []string
	}{
		"in capitals":                     {map[string]string{"FACT1.PDF": pdf(1), "FACT1.XML": invoice}, []string{"FACT1.PDF", "FACT1.XML"}, []string{"nobody: FACT1.PDF taken; FACT1.XML taken"}},
		"a sidecar in capitals":           {map[string]string{"SCAN.PDF": pdf(1), "SCAN.JSON": "{}"}, []string{"SCAN.JSON", "SCAN.PDF"}, []string{"nobody: SCAN.PDF taken"}},
		"what a scanner knows of it":      {map[string]string{"s.pdf": pdf(1), "s.xml": `<?xml version="1.0"?><ScanJob><Operator>7</Operator></ScanJob>`}, []string{"s.pdf", "s.xml"}, []string{"nobody: s.pdf taken"}},
		"texts, lists and flags":          {map[string]string{"s.pdf": pdf(1), "s.txt": "x", "s.csv": "a;b", "s.pdf.done": "", "s.idx": "x", "s.ctl": "x", "s.flg": ""}, []string{"s.csv", "s.ctl", "s.flg", "s.idx", "s.pdf", "s.pdf.done", "s.txt"}, []string{"nobody: s.pdf taken"}},
		"a folder that a Macintosh named": {map[string]string{"Cafe\u0301 Rond/a.pdf": pdf(1)}, []string{"Cafe\u0301 Rond/a.pdf"}, []string{"CAFE: a.pdf taken"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t)
			h.client("CAFE", "Café Rond")
			for at, body := range c.files {
				h.write(at, body)
			}
			h.run()
			var want []string
			for _, at := range c.done {
				want = append(want, "done/DATE/"+at)
			}
			h.wait(want...)
			if diff := cmp.Diff(c.deliveries, h.deliveries()); diff != "" {
				t.Errorf("deliveries (-want +got):\n%s", diff)
			}
		})
	}
}

// What a virus scanner calls bad is taken away from a folder that is open to
// everybody; a text says so.
func TestInfectedFileLeavesTheShare(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Gate.Scanner = evil{}
	h.write("bad.pdf", pdf(1)+"EVIL")
	h.write("good.pdf", pdf(2))
	h.run()
	h.wait("done/DATE/good.pdf", "refused/DATE/bad.pdf.txt")
	got, err := os.ReadFile(h.path("refused/" + h.Now().Format("2006-01-02") + "/bad.pdf.txt"))
	if err != nil || !strings.Contains(string(got), "Own.Evil") {
		t.Errorf("it says %q (%v), want what was found", got, err)
	}
	if diff := cmp.Diff([]string{"nobody: bad.pdf skipped quarantined", "nobody: good.pdf taken"}, h.deliveries()); diff != "" {
		t.Errorf("deliveries (-want +got):\n%s", diff)
	}
}

// evil is a scanner that knows one word.
type evil struct{}

func (evil) Scan(_ context.Context, r io.Reader) (string, error) {
	text, err := io.ReadAll(r)
	if err == nil && strings.Contains(string(text), "EVIL") {
		return "Own.Evil", nil
	}
	return "", err
}

func TestOfficeMayHaveFilesDeleted(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.After = Delete
	h.write("a.pdf", pdf(1))
	h.run()
	h.wait()
	if n := h.count(); n != 1 {
		t.Errorf("%d deliveries, want 1", n)
	}
}

func TestShareThatVanishesAndComesBack(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.run()
	h.write("a.pdf", pdf(1))
	h.wait("done/DATE/a.pdf")
	away := h.Dir + ".away"
	if err := os.Rename(h.Dir, away); err != nil {
		t.Fatal(err)
	}
	h.says("is away", 1)
	if err := os.WriteFile(filepath.Join(away, "b.pdf"), []byte(pdf(2)), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(away, h.Dir); err != nil {
		t.Fatal(err)
	}
	h.wait("done/DATE/a.pdf", "done/DATE/b.pdf")
	if said := h.said.String(); strings.Count(said, "is away") != 1 || strings.Count(said, "is back") != 1 {
		t.Errorf("said %q, want once away and once back", said)
	}
}

func TestClocksThatDiffer(t *testing.T) {
	t.Parallel()
	h := open(t)
	for name, at := range map[string]time.Time{"future.pdf": time.Now().AddDate(3, 0, 0), "past.pdf": time.Unix(1, 0)} {
		h.write(name, pdf(name))
		if err := os.Chtimes(h.path(name), at, at); err != nil {
			t.Fatal(err)
		}
	}
	h.run()
	h.wait("done/DATE/future.pdf", "done/DATE/past.pdf")
}

func TestNamesInAnyEncoding(t *testing.T) {
	t.Parallel()
	h := open(t)
	names := []string{"caf\xe9.pdf", "\u202egpj.pdf", "tab\tnew\nline.pdf", strings.Repeat("é", 120) + ".pdf", "-rf.pdf", "日本.pdf"}
	var want []string
	for i, name := range names {
		h.write(name, pdf(i))
		want = append(want, "done/DATE/"+name)
	}
	h.run()
	h.wait(want...)
	if n := h.count(); n != len(names) {
		t.Errorf("%d deliveries, want %d", n, len(names))
	}
}

func TestLinksAreNotFollowed(t *testing.T) {
	t.Parallel()
	h := open(t)
	outside := filepath.Join(t.TempDir(), "secret.pdf")
	if err := os.WriteFile(outside, []byte(pdf("secret")), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, to := range map[string]string{"file.pdf": outside, "dir": filepath.Dir(outside)} {
		if err := os.Symlink(to, h.path(name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(h.path("pipe.pdf"), 0o644); err != nil {
		t.Fatal(err)
	}
	h.write("one.pdf", pdf(1))
	if err := os.Link(h.path("one.pdf"), h.path("same.pdf")); err != nil {
		t.Fatal(err)
	}
	h.run()
	h.wait("dir", "file.pdf", "pipe.pdf", "done/DATE/one.pdf", "done/DATE/same.pdf")
	h.says("not followed", 3)
	time.Sleep(5 * h.Quiet)
	if n, told := h.count(), strings.Count(h.said.String(), "not followed"); n != 1 || told != 3 {
		t.Errorf("%d deliveries, want 1; told %d times of links, want 3", n, told)
	}
}

// A folder in which nothing can be moved: its files are taken once, and it is
// told once.
func TestFolderThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.write("a.pdf", pdf(1))
	h.write("done", "a file stands where the folder should") // root may write everywhere
	h.run()
	h.says("stays in the folder", 1)
	time.Sleep(20 * h.Quiet)
	if n, told := h.count(), strings.Count(h.said.String(), "stays in the folder"); n != 1 || told != 1 {
		t.Errorf("%d deliveries, told %d times; want 1 and 1: %s", n, told, h.said)
	}
	h.wait("a.pdf", "done")
}

// A file that is replaced while it is read is taken as it is in the end, and
// nothing of it gets lost. One that is replaced after it was taken and before it
// is put away has a delivery and no file in done: its bytes are in the house.
func TestReplacedWhileRead(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.run()
	const last = 29
	for i := range last + 1 {
		h.write(".new", pdf(i))
		h.rename(".new", "a.pdf")
		time.Sleep(h.Quiet + time.Duration(i%7)*h.Quiet/8)
	}
	for deadline := time.Now().Add(90 * time.Second); ; time.Sleep(h.Interval) {
		if _, err := os.Stat(h.path("a.pdf")); err != nil && h.kept()[sumOf(pdf(last))] == 1 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the last file was not taken and put away\n%s", h.said)
		}
	}
	h.stop()
	kept := h.kept()
	for _, name := range h.lies() {
		body, err := os.ReadFile(h.path(strings.ReplaceAll(name, "DATE", h.Now().Format("2006-01-02"))))
		if err != nil {
			t.Fatal(err)
		}
		if kept[sumOf(string(body))] == 0 {
			t.Errorf("%s was put away, and nobody has its bytes", name)
		}
	}
	for i := range last + 1 {
		if times := kept[sumOf(pdf(i))]; times > 1 {
			t.Errorf("file %d was taken %d times, want once at most", i, times)
		}
	}
}

// kept tells how often the bytes of a sum came in.
func (h *house) kept() map[string]int {
	h.t.Helper()
	list, err := h.Store.Deliveries(h.t.Context(), h.who, "", "", 500)
	if err != nil {
		h.t.Fatal(err)
	}
	kept := map[string]int{}
	for _, d := range list {
		kept[d.Parts[0].SHA256]++
	}
	return kept
}

func sumOf(body string) string {
	sum := sha256.Sum256([]byte(body))
	return hex.EncodeToString(sum[:])
}

// Peers 8 and 12: while the house cannot take it, the file stays, and is taken
// without a hand when the house is back.
func TestHouseThatIsAway(t *testing.T) {
	t.Parallel()
	h := open(t)
	whole := h.Gate.Blobs
	full := &fullDisk{Blobs: whole}
	full.away.Store(true)
	h.Gate.Blobs = full
	h.write("K001/a.pdf", pdf(1))
	h.run()
	time.Sleep(10 * h.Quiet)
	h.wait("K001/a.pdf")
	full.away.Store(false)
	h.wait("done/DATE/K001/a.pdf")
	if diff := cmp.Diff([]string{"A: a.pdf taken"}, h.deliveries()); diff != "" {
		t.Errorf("deliveries (-want +got):\n%s", diff)
	}
}

// A fullDisk keeps nothing while it is full.
type fullDisk struct {
	intake.Blobs
	away atomic.Bool
}

func (f *fullDisk) Write(ctx context.Context, office invoer.OfficeID, r io.Reader, limit int64) (blobs.Stored, error) {
	if f.away.Load() {
		return blobs.Stored{}, fmt.Errorf("%w: no space left", invoer.ErrUnavailable)
	}
	return f.Blobs.Write(ctx, office, r, limit)
}
