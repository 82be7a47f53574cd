package unpack

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/media"
)

const pdf = "%PDF-1.7\nan invoice"

// A member is what a test puts into an archive.
type member struct {
	name, body string
	mode       fs.FileMode
	flags      uint16
}

func archive(members ...member) string {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, m := range members {
		header := &zip.FileHeader{Name: m.name, Method: zip.Deflate}
		header.SetMode(m.mode | 0o644)
		header.Flags |= m.flags
		entry, err := w.CreateHeader(header)
		if err == nil {
			_, err = io.WriteString(entry, m.body)
		}
		if err != nil {
			panic(err)
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return out.String()
}

// broken spoils the head of an archive's last member.
func broken(file string) string {
	at := strings.LastIndex(file, "PK\x03\x04")
	return file[:at] + "????" + file[at+4:]
}

// nested puts an archive into itself, so many times.
func nested(times int) string {
	inner := archive(member{name: "factuur.pdf", body: pdf})
	for range times {
		inner = archive(member{name: "in.zip", body: inner})
	}
	return inner
}

func letters(parts ...string) string {
	lines := []string{"From: a@example.test", "To: b@example.test", "MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=q", ""}
	for _, p := range parts {
		lines = append(lines, "--q", p)
	}
	return strings.Join(append(lines, "--q--", ""), "\r\n")
}

func attached(name, body string) string {
	return "Content-Type: application/octet-stream\r\nContent-Disposition: attachment; " + name + "\r\n\r\n" + body
}

const greeting = "Content-Type: text/plain\r\n\r\nBeste, zie bijlage."

var cases = map[string]struct {
	file string
	want []string // in|name|media|skipped, or the body's error
}{
	"an archive": {
		archive(member{name: "a.pdf", body: pdf}, member{name: "map/b.pdf", body: pdf}),
		[]string{"|a.pdf|application/pdf|", "|b.pdf|application/pdf|"},
	},
	"a folder is no member": {
		archive(member{name: "map/"}, member{name: "map/b.pdf", body: pdf}),
		[]string{"|b.pdf|application/pdf|"},
	},
	"names that climb lead nowhere": {
		archive(member{name: "../../etc/a.pdf", body: pdf}, member{name: `C:\tmp\b.pdf`, body: pdf}),
		[]string{"|a.pdf|application/pdf|", "|b.pdf|application/pdf|"},
	},
	"a link does not cost its neighbour": {
		archive(member{name: "a.pdf", body: "/etc/passwd", mode: fs.ModeSymlink}, member{name: "b.pdf", body: pdf}),
		[]string{"|a.pdf|application/octet-stream|dangerous", "|b.pdf|application/pdf|"},
	},
	"a bomb does not cost its neighbour": {
		archive(member{name: "a.pdf", body: strings.Repeat("0", 5<<20)}, member{name: "b.pdf", body: pdf}),
		[]string{"|a.pdf|application/octet-stream|dangerous", "|b.pdf|application/pdf|"},
	},
	"a password": {
		archive(member{name: "a.pdf", body: pdf, flags: 1}),
		[]string{"|a.pdf|application/octet-stream|encrypted"},
	},
	"archives in each other": {nested(2), []string{"in.zip|factuur.pdf|application/pdf|"}},
	"too many in each other": {nested(12), []string{"in.zip|in.zip|application/zip|dangerous"}},
	"nothing inside":         {archive(), []string{"||application/zip|empty"}},
	"cut":                    {archive(member{name: "a.pdf", body: pdf})[:40], []string{"||application/zip|damaged"}},
	"a broken member": {
		broken(archive(member{name: "a.pdf", body: pdf}, member{name: "b.pdf", body: pdf})),
		[]string{"|a.pdf|application/pdf|", "|b.pdf|application/octet-stream|damaged"},
	},
	"a program and a Word file": {
		archive(member{name: "a.pdf", body: "MZ\x90\x00"}, member{name: "b.docx", body: archive(member{name: "[Content_Types].xml", body: "<Types/>"}, member{name: "word/document.xml", body: "<w/>"})}),
		[]string{"|a.pdf|application/x-executable|dangerous", "|b.docx|" + media.Word + "|unsupported"},
	},
	"what a Macintosh adds": {
		archive(member{name: "__MACOSX/._a.pdf", body: "\x00\x05\x16\x07"}, member{name: "a.pdf", body: pdf}),
		[]string{"|_a.pdf|application/octet-stream|resource-fork", "|a.pdf|application/pdf|"},
	},
	"a message": {
		letters(greeting, attached(`filename="factuur.pdf"`, pdf)),
		[]string{"|factuur.pdf|application/pdf|", "||text/plain|body-text"},
	},
	"a name in another encoding": {
		letters(attached("filename*=iso-8859-15''Factuur%20%A4.pdf", pdf)),
		[]string{"|Factuur €.pdf|application/pdf|"},
	},
	"a long name in pieces": {
		letters(attached("filename*0*=windows-1252''fact%FCre; filename*1=\"-2.pdf\"", pdf)),
		[]string{"|factüre-2.pdf|application/pdf|"},
	},
	"a message in a message, and an archive in that": {
		letters("Content-Type: message/rfc822\r\n\r\n"+strings.NewReplacer("=q", "=r", "--q", "--r").Replace(letters(attached("filename=a.zip", "")+archive(member{name: "b.pdf", body: pdf})+"\r\n")), attached("filename=c.pdf", pdf)),
		[]string{"a.zip|b.pdf|application/pdf|", "|c.pdf|application/pdf|"},
	},
	"what belongs to messages only": {
		letters("Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR", "Content-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\n0x", "Content-Type: message/external-body; access-type=URL\r\n\r\n"),
		[]string{"||text/calendar|calendar", "|smime.p7s|application/pkcs7-signature|signature", "||message/external-body|external"},
	},
	"a logo and a photographed page in a letter": {
		strings.Replace(letters("Content-Type: image/png; name=logo.png\r\n\r\n\x89PNG\r\n\x1a\n", "Content-Type: image/png; name=foto.png\r\n\r\n\x89PNG\r\n\x1a\n"+strings.Repeat("x", 30<<10)), "mixed", "related", 1),
		[]string{"|logo.png|image/png|signature-image", "|foto.png|image/png|"},
	},
	"broken base64": {
		letters("Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!"),
		[]string{"||application/octet-stream|damaged"},
	},
}

func open(file string, limits Limits) []string {
	return opened(media.Sniff([]byte(file)[:min(len(file), media.Head)], ""), file, limits)
}

// opened are the parts of a container of a kind, a line each.
func opened(kind, file string, limits Limits) []string {
	var got []string
	for p := range Open(context.Background(), kind, int64(len(file)), strings.NewReader(file), limits) {
		why := p.Skipped.Code
		if p.Body != nil {
			if _, err := io.Copy(io.Discard, p.Body); err != nil {
				why = "body: " + err.Error()
			}
		}
		got = append(got, fmt.Sprintf("%s|%s|%s|%s", p.In, p.Name, p.Media, why))
	}
	return got
}

func TestOpen(t *testing.T) {
	t.Parallel()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, open(c.file, Limits{})); diff != "" {
				t.Errorf("want - got +:\n%s", diff)
			}
		})
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	many := make([]member, 30)
	for i := range many {
		many[i] = member{name: fmt.Sprintf("%02d.pdf", i), body: pdf + strings.Repeat("-", i)}
	}
	big := member{name: "big.pdf", body: pdf + strings.Repeat("abcdefghij0123456789", 3<<16)}
	cases := map[string]struct {
		file   string
		limits Limits
		want   string // is in the last line
	}{
		"members of one archive":        {archive(many...), Limits{Members: 20}, "too_large"},
		"members of several archives":   {archive(member{name: "a.zip", body: archive(many[:15]...)}, member{name: "b.zip", body: archive(many[15:]...)}), Limits{Members: 20}, "too_large"},
		"bytes of one member":           {archive(big), Limits{Member: 1 << 20}, "too_large"},
		"bytes of all":                  {archive(big, big), Limits{Bytes: 5 << 20}, "body: too_large"},
		"memory for archives in others": {archive(member{name: "in.zip", body: archive(member{name: "a.pdf", body: pdf})}), Limits{Held: 10}, "too_large"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := open(c.file, c.limits)
			if last := got[len(got)-1]; !strings.Contains(last, c.want) {
				t.Errorf("last part %q, want %q in it", last, c.want)
			}
		})
	}
}

// TestOpenStopsWithItsReader: who has seen enough is not shown more.
func TestOpenStopsWithItsReader(t *testing.T) {
	t.Parallel()
	file := archive(member{name: "a.pdf", body: pdf}, member{name: "b.pdf", body: pdf})
	for p := range Open(context.Background(), media.ZIP, int64(len(file)), strings.NewReader(file), Limits{}) {
		if p.Name != "a.pdf" {
			t.Fatalf("part %q after the loop was left", p.Name)
		}
		break
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for p := range Open(ctx, media.ZIP, int64(len(file)), strings.NewReader(file), Limits{}) {
		t.Errorf("part %q after the context ended", p.Name)
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ name, want string }{
		"an ordinary name":          {"factuur 118.pdf", "factuur 118.pdf"},
		"folders":                   {"../../a/b.pdf", "b.pdf"},
		"folders of Windows":        {`..\..\b.pdf`, "b.pdf"},
		"turned writing":            {"factuur\u202efdp.exe", "factuurfdp.exe"},
		"control signs":             {"a\x00b\x1b[31m\n.pdf", "ab[31m.pdf"},
		"bytes that are no letters": {"caf\xe9.pdf", "caf_.pdf"},
		"dots and spaces":           {" .a  b.pdf. ", "a b.pdf"},
		"nothing left":              {"../..", ""},
		"a long one keeps its end":  {strings.Repeat("é", 200) + ".pdf", strings.Repeat("é", 98) + ".pdf"},
	}
	for name, c := range cases {
		if got := Clean(c.name); got != c.want {
			t.Errorf("%s: Clean(%q) = %q, want %q", name, c.name, got, c.want)
		}
	}
}

func FuzzOpen(f *testing.F) {
	for _, c := range cases {
		if len(c.file) < 64<<10 {
			f.Add([]byte(c.file))
		}
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		limits := Limits{Bytes: 1 << 20, Member: 1 << 19, Members: 50, Held: 1 << 20}
		for _, kind := range []string{media.ZIP, media.Message} {
			parts := 0
			for p := range Open(context.Background(), kind, int64(len(file)), bytes.NewReader(file), limits) {
				parts++
				if strings.ContainsAny(p.Name, "/\\\x00\n") {
					t.Errorf("name %q leads somewhere", p.Name)
				}
				if (p.Body == nil) != (p.Skipped.Code != "") {
					t.Errorf("part %+v has a body and a reason, or neither", p)
				}
				if p.Body == nil {
					continue
				}
				if _, err := io.Copy(io.Discard, p.Body); err != nil && !errors.Is(err, invoer.ErrUnreadable) {
					t.Errorf("body: %v, want an unreadable one", err)
				}
			}
			if parts > 1000 {
				t.Errorf("%d parts, want a bounded number", parts)
			}
		}
	})
}

// An endless reader gives the same bytes for ever, and ends the time of its
// reader when much was read.
type endless struct {
	text  string
	at    int
	until int
	stop  context.CancelFunc
}

func (e *endless) Read(p []byte) (int, error) {
	if e.at > e.until {
		e.stop()
	}
	n := 0
	for n < len(p) && n < 1000 {
		p[n] = e.text[min(e.at, len(e.text)-1)]
		n, e.at = n+1, e.at+1
	}
	return n, nil
}

func (e *endless) Seek(int64, int) (int64, error) { return 0, nil }

// One huge part ends with the time of the delivery, wherever it is read.
func TestOpeningEndsWithItsTime(t *testing.T) {
	t.Parallel()
	for name, head := range map[string]string{
		"a text":        "From: a@b.test\r\n\r\nx",
		"an attachment": "From: a@b.test\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\n%PDF-1.7 x",
		"a preamble":    "From: a@b.test\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\nx",
		"one long line": "From: a@b.test\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=3D",
		"sealed":        "From: a@b.test\r\nContent-Type: application/pkcs7-mime; name=smime.p7m\r\n\r\n0",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			for p := range Open(ctx, media.Message, 1<<40, &endless{text: head, until: 4 << 20, stop: stop}, Limits{Bytes: 1 << 50, Member: 1 << 50, Held: 1 << 50}) {
				if p.Body != nil {
					if _, err := io.Copy(io.Discard, p.Body); err == nil {
						t.Error("an endless body ended, want that its time was over")
					}
				}
			}
			if ctx.Err() == nil {
				t.Error("it ended before its time")
			}
		})
	}
}
