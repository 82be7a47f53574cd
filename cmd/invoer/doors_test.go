package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"net/smtp"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"golang.org/x/sync/errgroup"

	"github.com/invoer/invoer/intake/mail/mailtest"
)

// twelve are documents of other suppliers and kinds: text, scans, e-invoices.
var twelve = []string{
	"invoices/de-de-craft-xml/document.xml", "invoices/en-eu-xml/document.xml", "invoices/en-webshop-pdf-text/document.pdf",
	"invoices/fr-cleaning-cocontractor-pdf-text/document.pdf", "invoices/fr-credit-classic-pdf-text/document.pdf",
	"invoices/fr-hardware-store-pdf-text/document.pdf", "invoices/nl-credit-classic-pdf-text/document.pdf",
	"invoices/nl-excel-grid-pdf-text/document.pdf", "invoices/nl-reminder-letter-pdf-text/document.pdf",
	"invented/nl-order-pdf-text/document.pdf", "invented/de-delivery-note-pdf-text/document.pdf", "invented/nl-receipt-scan/document.pdf",
}

// A street is a house with all its doors, and what stands before each of them.
type street struct {
	*server
	files   []string // copies of the twelve, under names of their own
	relay   string
	mailbox *mailtest.Dovecot
	folder  string // the client's
}

// TestTwelveDocumentsByEveryDoor brings the same twelve documents by each door
// at the same time, at each in another order: a relay, a mailbox, a folder that
// is slowly copied to, a browser as large as a telephone, and the command. The
// office sees twelve, and at each that it came four times more, and how.
func TestTwelveDocumentsByEveryDoor(t *testing.T) {
	s := openStreet(t)
	seed := *faultSeed
	var sending errgroup.Group
	for i, bring := range []func(context.Context, []string) error{s.byRelay, s.byMailbox, s.byFolder, s.byTelephone, s.byCommand} {
		order := slices.Clone(s.files)
		rand.New(rand.NewPCG(seed, uint64(i))).Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
		sending.Go(func() error { return bring(t.Context(), order) })
	}
	if err := sending.Wait(); err != nil {
		t.Fatalf("seed %d: %v", seed, err)
	}
	until(t, "that each came by each door", 4*time.Minute, func() bool { return s.cameByAll(len(twelve)) && len(s.mailbox.Messages(t, "inbox", "")) == 0 })
	s.waitRead(len(twelve), 4*time.Minute)
	documents := s.documents()
	if len(documents) != len(twelve) {
		t.Errorf("seed %d: the office sees %d documents, want %d", seed, len(documents), len(twelve))
	}
	s.wantBalance()
}

func openStreet(t *testing.T) *street {
	t.Helper()
	s := &street{mailbox: mailtest.StartDovecot(t)}
	port, scans := mailtest.FreePort(t), t.TempDir()
	s.relay = mailtest.StartPostfix(t, port)
	s.server = startServer(t, t.TempDir(), "--smtp-listen", fmt.Sprintf("127.0.0.1:%d", port), "--mail-domain", "in.example.test",
		"--imap", fmt.Sprintf("imap://inbox:%s@%s/?client=terlinde", mailtest.Password, s.mailbox.Address), "--scan-folder", scans)
	s.addMailClient("terlinde", "7kq2m9xw")
	if _, said, status := runProgram(t, "scan", "prepare", "--data", s.data, scans); status != 0 {
		t.Fatalf("scan prepare: %d %s", status, said)
	}
	s.folder = filepath.Join(scans, "terlinde Bakkerij")
	dir := t.TempDir()
	for i, name := range twelve {
		body, err := os.ReadFile(filepath.Join("../../testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, fmt.Sprintf("%02d%s", i, filepath.Ext(name)))
		if err := os.WriteFile(path, body, 0o600); err != nil {
			t.Fatal(err)
		}
		s.files = append(s.files, path)
	}
	return s
}

// letterWith is a message with a file.
func letterWith(path string) ([]byte, error) {
	body, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	name := filepath.Base(path)
	var m bytes.Buffer
	fmt.Fprintf(&m, "From: a@example.com\r\nTo: %s\r\nSubject: factuur\r\nMessage-ID: <%s@example.com>\r\nMIME-Version: 1.0\r\n"+
		"Content-Type: application/octet-stream; name=%q\r\nContent-Disposition: attachment; filename=%q\r\nContent-Transfer-Encoding: base64\r\n\r\n", baker, name, name, name)
	for line := range slices.Chunk([]byte(base64.StdEncoding.EncodeToString(body)), 76) {
		m.Write(append(line, "\r\n"...))
	}
	return m.Bytes(), nil
}

func (s *street) byRelay(_ context.Context, files []string) error {
	for _, path := range files {
		message, err := letterWith(path)
		if err != nil {
			return err
		}
		if err := smtp.SendMail(s.relay, nil, "a@example.com", []string{baker}, message); err != nil {
			return fmt.Errorf("handing %s to the relay: %w", path, err)
		}
	}
	return nil
}

func (s *street) byMailbox(_ context.Context, files []string) error {
	for _, path := range files {
		message, err := letterWith(path)
		if err != nil {
			return err
		}
		s.mailbox.Put(s.t, "inbox", filepath.Base(path), string(message))
	}
	return nil
}

// byFolder copies as a slow share does: a piece, then nothing for a while.
func (s *street) byFolder(_ context.Context, files []string) error {
	for _, path := range files {
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		copied, err := os.Create(filepath.Join(s.folder, filepath.Base(path)))
		if err != nil {
			return err
		}
		for piece := range slices.Chunk(body, len(body)/4+1) {
			if _, err := copied.Write(piece); err != nil {
				return err
			}
			time.Sleep(300 * time.Millisecond)
		}
		if err := copied.Close(); err != nil {
			return err
		}
	}
	return nil
}

// byTelephone signs in with a browser of a telephone's size and picks all files.
func (s *street) byTelephone(ctx context.Context, files []string) error {
	allocator, end := chromedp.NewExecAllocator(ctx, chromedp.Headless, chromedp.NoSandbox, chromedp.ExecPath("chromium"),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("no-first-run", true), chromedp.Flag("disable-dev-shm-usage", true))
	defer end()
	tab, shut := chromedp.NewContext(allocator)
	defer shut()
	telephone := chromedp.EmulateViewport(390, 844, chromedp.EmulateScale(3), chromedp.EmulateMobile, chromedp.EmulateTouch)
	if err := chromedp.Do(tab, telephone, chromedp.Navigate(s.access.URL+"/sign-in")); err != nil {
		return fmt.Errorf("telephone: %w", err)
	}
	fill := func(id, value string) chromedp.Action[chromedp.Void] {
		return chromedp.Evaluate[chromedp.Void]("document.querySelector(" + strconv.Quote(id) + ").value = " + strconv.Quote(value))
	}
	err := chromedp.Do(tab, fill("#email", s.access.User), fill("#password", s.access.Password), chromedp.Click(chromedp.CSS("form button.primary")))
	if err == nil {
		err = s.shows(tab, "location.pathname === '/documents' && document.readyState === 'complete'")
	}
	if err == nil {
		err = chromedp.Do(tab, chromedp.Navigate(s.access.URL+"/upload"),
			chromedp.Evaluate[chromedp.Void](`(() => { const c = document.querySelector("#client"); c.value = [...c.options].find((o) => o.text.includes("Bakkerij")).value })()`),
			chromedp.SetUploadFiles(chromedp.CSS("#file"), files))
	}
	if err == nil {
		err = s.shows(tab, fmt.Sprintf("document.querySelectorAll('#sent .ok').length === %d", len(files)))
	}
	if err != nil {
		return fmt.Errorf("telephone: %w", err)
	}
	return nil
}

// shows waits for an expression to be true on the page.
func (s *street) shows(tab context.Context, expression string) error {
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if there, err := chromedp.Run(tab, chromedp.Evaluate[bool](expression)); err == nil && there { // between two pages there is none to ask
			return nil
		}
	}
	text, _ := chromedp.Run(tab, chromedp.Evaluate[string]("document.body.innerText")) // for the reader of the failure only
	return fmt.Errorf("%s did not become true:\n%s", expression, text)
}

func (s *street) byCommand(ctx context.Context, files []string) error {
	command := program(append([]string{"import", "--data", s.data, "--client", "terlinde", "--jobs", "1"}, files...)...)
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("import: %w\n%s", err, out)
	}
	return ctx.Err()
}

// A brought delivery is one as the API tells how it came, and came again.
type brought struct {
	Via     string
	Repeats []struct{ Via, Delivery string }
}

func (s *street) brought(delivery string) (d brought) {
	s.t.Helper()
	s.call("GET", "/deliveries/"+delivery, nil, nil, &d)
	return d
}

// cameByAll tells whether there are so many documents, each of which came by a
// relay, a mailbox, a folder, a browser and the command. A relay that did not
// hear our yes brings one more often.
func (s *street) cameByAll(documents int) bool {
	s.t.Helper()
	all := s.documents()
	for _, d := range all {
		times := map[string]int{}
		for _, door := range s.doorsOf(d.Delivery) {
			times[door]++
		}
		if times["folder"] < 1 || times["mail"] < 2 || times["upload"] < 2 {
			return false
		}
	}
	return len(all) >= documents
}

// doorsOf lists the doors by which a delivery and its repeats came.
func (s *street) doorsOf(delivery string) []string {
	s.t.Helper()
	d := s.brought(delivery)
	doors := []string{d.Via}
	for _, r := range d.Repeats {
		doors = append(doors, r.Via)
	}
	return doors
}
