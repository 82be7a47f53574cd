package web

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/invoer/invoer"
)

func browser(t *testing.T) *Browser {
	t.Helper()
	program := Find()
	if program == "" {
		t.Fatal("no Chromium: setup/packages test installs it")
	}
	return &Browser{Program: program, WorkDir: t.TempDir()}
}

// textOf is what stands on a PDF.
func textOf(t *testing.T, pdf []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "page.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := exec.Command("pdftotext", "-layout", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A page shows what it says itself, and nothing of this machine or of others.
func TestPDF(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	var called atomic.Bool
	go func() {
		if conn, err := l.Accept(); err == nil {
			called.Store(true)
			conn.Close()
		}
	}()
	secret := filepath.Join(t.TempDir(), "secret.html")
	if err := os.WriteFile(secret, []byte("<p>GEHEIM</p>"), 0o644); err != nil {
		t.Fatal(err)
	}
	base := "http://" + l.Addr().String()
	page := `<html><MeTa http-equiv="refresh" content="0;url=file://` + secret + `"><link rel=stylesheet href="` + base + `/a.css"><script>document.write("SCRIPT")</script>
		<iframe src="file://` + secret + `"></iframe><object data="file://` + secret + `"></object><img src="` + base + `/a.png">
		<h1>Factuur 118</h1><p>Te betalen 121,00 ` + "\x80" + ` aan caf` + "\xe9" + `</p></html>`
	pdf, err := browser(t).PDF(t.Context(), []byte(page))
	if err != nil {
		t.Fatal(err)
	}
	text := textOf(t, pdf)
	if !strings.Contains(text, "Factuur 118") || !strings.Contains(text, "121,00 € aan café") {
		t.Errorf("the PDF says %q, want the invoice", text)
	}
	if strings.Contains(text, "GEHEIM") || strings.Contains(text, "SCRIPT") || called.Load() {
		t.Errorf("the page loaded or ran something (a call: %t): %q", called.Load(), text)
	}
}

func TestPDFRefuses(t *testing.T) {
	t.Parallel()
	_, err := browser(t).PDF(t.Context(), make([]byte, mostPage+1))
	if code, _ := invoer.CodeOf(err); code != invoer.CodeTooLarge {
		t.Errorf("a page of 4 MiB and a byte: %v, want %s", err, invoer.CodeTooLarge)
	}
}

func FuzzHarmless(f *testing.F) {
	f.Add([]byte("<html><meta http-equiv=refresh content='0;url=x'>\x80</html>"))
	f.Fuzz(func(t *testing.T, page []byte) {
		rest := strings.TrimPrefix(string(harmless(page)), head)
		if strings.Contains(strings.ToLower(rest), "<meta") {
			t.Errorf("%q has a meta element", rest)
		}
	})
}

// Pictures that are in the page itself are printed.
func TestPicturesInThePage(t *testing.T) {
	t.Parallel()
	with, without := `<p>Factuur</p><img width=40 height=40 src="data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==">`, "<p>Factuur</p>"
	for page, want := range map[string]bool{with: true, without: false} {
		pdf, err := browser(t).PDF(t.Context(), []byte(page))
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "page.pdf")
		if err := os.WriteFile(path, pdf, 0o600); err != nil {
			t.Fatal(err)
		}
		list, err := exec.Command("pdfimages", "-list", path).Output()
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(string(list), "\n") > 2; got != want { // two lines are its head
			t.Errorf("pictures on the PDF: %s, want any: %t", list, want)
		}
	}
}
