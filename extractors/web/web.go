// Package web makes a PDF of a web page: the text of a message that is itself
// the invoice. It runs Chromium on it, if there is one.
//
// The page is a stranger's. It runs no scripts and loads nothing, from no
// network and no disk: its own rules say so, the browser is told so, and where
// the system allows it the browser has no network at all and rights on nothing.
// What a page wants to load is missing on the PDF. A page that takes too long,
// or makes a PDF that is too large, is refused.
package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"syscall"
	"time"
	"unicode/utf8"

	"github.com/invoer/invoer"
)

// A Browser makes PDFs. Both fields must be set.
type Browser struct {
	Program string // path of Chromium
	WorkDir string // for what it writes
}

// Find gives the path of the browser on this machine; empty when there is
// none.
func Find() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// What one page may take.
const (
	longest  = 40 * time.Second
	mostPDF  = 20 << 20
	mostPage = 4 << 20
)

// PDF prints a page. One that cannot be printed is an invoer.Unreadable; a
// browser that does not start is an invoer.ErrUnavailable.
func (b *Browser) PDF(ctx context.Context, page []byte) ([]byte, error) {
	if len(page) > mostPage {
		return nil, invoer.Unread(invoer.CodeTooLarge, "a web page of more than 4 MiB; print it to PDF and send that")
	}
	dir, err := os.MkdirTemp(b.WorkDir, "page-*")
	if err != nil {
		return nil, fmt.Errorf("%w: folder for a web page: %w", invoer.ErrUnavailable, err)
	}
	defer os.RemoveAll(dir)
	if err := os.WriteFile(filepath.Join(dir, "page.html"), harmless(page), 0o600); err != nil {
		return nil, fmt.Errorf("%w: writing a web page: %w", invoer.ErrUnavailable, err)
	}
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	err = b.print(ctx, dir, &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 1000, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 1000, HostID: os.Getgid(), Size: 1}},
		Setpgid:     true,
	})
	if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EINVAL) {
		err = b.print(ctx, dir, &syscall.SysProcAttr{Setpgid: true}) // a system that gives nobody a network of his own
	}
	if err != nil {
		return nil, err
	}
	return result(filepath.Join(dir, "page.pdf"))
}

// print runs the browser. Its sandbox needs rights that it does not have in a
// world of its own, or as root; ours is around it.
func (b *Browser) print(ctx context.Context, dir string, world *syscall.SysProcAttr) error {
	cmd := exec.CommandContext(ctx, b.Program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
		"--disable-background-networking", "--disable-component-update", "--disable-extensions", "--disable-sync", "--no-first-run",
		"--proxy-server=127.0.0.1:9", "--host-resolver-rules=MAP * ~NOTFOUND",
		"--user-data-dir="+filepath.Join(dir, "profile"), "--no-pdf-header-footer",
		"--print-to-pdf="+filepath.Join(dir, "page.pdf"), "file://"+filepath.Join(dir, "page.html"))
	cmd.Env = []string{"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=" + dir, "TMPDIR=" + dir, "LANG=C.UTF-8", "XDG_CONFIG_HOME=" + dir, "XDG_CACHE_HOME=" + dir}
	cmd.Dir = dir
	cmd.SysProcAttr = world
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("%w: starting the browser: %w", invoer.ErrUnavailable, err)
	}
	err := cmd.Wait()
	_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // what it left behind; mostly nothing
	if ctx.Err() != nil {
		return invoer.Unread(invoer.CodeTimeout, "the web page took too long to print; print it to PDF and send that")
	}
	if err != nil {
		return invoer.Unread(invoer.CodeDamaged, "a web page that cannot be printed; print it to PDF and send that")
	}
	return nil
}

func result(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, invoer.Unread(invoer.CodeDamaged, "a web page that cannot be printed; print it to PDF and send that")
	}
	if info.Size() > mostPDF {
		return nil, invoer.Unread(invoer.CodeTooLarge, "a web page of more than 20 MiB when printed; print it to PDF and send that")
	}
	pdf, err := os.ReadFile(path)
	if err != nil || !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		return nil, invoer.Unread(invoer.CodeDamaged, "a web page that cannot be printed; print it to PDF and send that")
	}
	return pdf, nil
}

// head stands before every page: it says what the browser may load, which is
// nothing (CSP level 3), and in which encoding the page is.
const head = "\xef\xbb\xbf<!DOCTYPE html><meta charset=utf-8><meta http-equiv=\"Content-Security-Policy\" " +
	"content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:\">"

// meta is an element by which a page could go elsewhere or change its encoding.
var meta = regexp.MustCompile(`(?i)<(/?)meta`)

// harmless is the page in UTF-8, behind our head and without meta elements of
// its own.
func harmless(page []byte) []byte {
	page = bytes.TrimPrefix(page, []byte("\xef\xbb\xbf"))
	page = bytes.ReplaceAll(page, []byte{0}, nil)
	if !utf8.Valid(page) {
		page = fromLatin(page)
	}
	return append([]byte(head), meta.ReplaceAll(page, []byte("<${1}x-meta"))...)
}

// western are the signs that Windows-1252 has where Latin-1 has none (WHATWG
// Encoding, windows-1252).
var western = [32]rune{
	'€', 0x81, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0x8d, 'Ž', 0x8f,
	0x90, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0x9d, 'ž', 'Ÿ',
}

// fromLatin reads a page as browsers read one that is not UTF-8.
func fromLatin(page []byte) []byte {
	text := make([]rune, len(page))
	for i, b := range page {
		text[i] = rune(b)
		if b >= 0x80 && b < 0xa0 {
			text[i] = western[b-0x80]
		}
	}
	return []byte(string(text))
}
