package extractors

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/samples"
)

// An unseen file is strange, broken or hostile in a way that the shared set does
// not have. Either the invoice comes out of it, where read says so, or it is
// refused with one of the codes.
type unseen struct {
	as    string // the name that it comes under
	body  []byte
	read  bool
	part  bool // a part of it may be lost, its number too: then there is no number
	codes []invoer.Code
}

// Codes that say the same to a person who must send the file again.
var (
	damaged = []invoer.Code{invoer.CodeDamaged}
	unknown = []invoer.Code{invoer.CodeUnsupported, invoer.CodeNotDocument, invoer.CodeDamaged}
	nothing = []invoer.Code{invoer.CodeNotDocument, invoer.CodeEmpty}
	harmful = []invoer.Code{invoer.CodeDangerous, invoer.CodeUnsupported, invoer.CodeTooLarge, invoer.CodeDamaged}
)

func must(codes []invoer.Code, as string, body []byte) unseen {
	return unseen{as: as, body: body, codes: codes}
}

func reads(as string, body []byte) unseen { return unseen{as: as, body: body, read: true} }

func may(codes []invoer.Code, as string, body []byte) unseen {
	return unseen{as: as, body: body, read: true, codes: codes}
}

// partly is what shows a page with a hole in it to a person too.
func partly(codes []invoer.Code, as string, body []byte) unseen {
	return unseen{as: as, body: body, read: true, part: true, codes: codes}
}

// unseenFiles are made of one invoice as PDF and one as UBL, after what
// programs, relays, portals and attackers make of such files.
func unseenFiles(t *testing.T, pdf, xml []byte) map[string]unseen {
	t.Helper()
	in := func(file []byte, old, replacement string) []byte {
		if !bytes.Contains(file, []byte(old)) {
			t.Fatalf("%q is not in the file", old)
		}
		return bytes.Replace(file, []byte(old), []byte(replacement), 1)
	}
	half := func(file []byte) []byte { return file[:len(file)/2] }
	joined := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	start := bytes.LastIndex(pdf, []byte("startxref"))
	table := bytes.LastIndex(pdf, []byte("xref\n0 "))
	noise := make([]byte, 50_000)
	r := rand.New(rand.NewPCG(1, 1))
	for i := range noise {
		noise[i] = byte(r.Uint32())
	}
	head := `<?xml version="1.0" encoding="UTF-8"?>`
	body := string(bytes.TrimPrefix(xml, []byte(head)))
	return map[string]unseen{
		"a PDF behind the lines of a web server":         reads("a.pdf", joined([]byte("HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n"), pdf)),
		"a PDF with the banner of a relay behind it":     reads("a.pdf", joined(pdf, []byte("\r\n-- \r\nThis message was scanned\r\n"))),
		"a PDF with a megabyte of nothing behind it":     reads("a.pdf", joined(pdf, make([]byte, 1<<20))),
		"a PDF of a version that there is not":           reads("a.pdf", in(pdf, "%PDF-1.", "%PDF-9.")),
		"a PDF whose table of places is elsewhere":       reads("a.pdf", joined(pdf[:start], []byte("startxref\n7\n%%EOF\n"))),
		"a PDF whose table of places is below nothing":   reads("a.pdf", joined(pdf[:start], []byte("startxref\n-99999999999999999999\n%%EOF\n"))),
		"a PDF that ends before its table of places":     must(damaged, "a.pdf", pdf[:table]),
		"a PDF sent as text, its lines made longer":      may(damaged, "a.pdf", bytes.ReplaceAll(pdf, []byte("\n"), []byte("\r\n"))),
		"a PDF sent as text, its lines made one":         may([]invoer.Code{invoer.CodeDamaged, invoer.CodeNotDocument}, "a.pdf", bytes.ReplaceAll(pdf, []byte("\n"), []byte(" "))),
		"a PDF whose bytes lost their eighth bit":        may(damaged, "a.pdf", sevenBits(pdf)),
		"a PDF twice in one file":                        reads("a.pdf", joined(pdf, pdf)),
		"a PDF in base64":                                must(unknown, "a.pdf", []byte(base64.StdEncoding.EncodeToString(pdf))),
		"a PDF that a program read as letters":           may(unknown, "a.pdf", wide(string(pdf))),
		"a PDF whose page is turned by 45 degrees":       reads("a.pdf", in(pdf, "/MediaBox", "/Rotate 45/MediaBox")),
		"a PDF whose page is turned by very much":        reads("a.pdf", in(pdf, "/MediaBox", "/Rotate 99999999999999999999/MediaBox")),
		"a PDF whose page has no size":                   may(damaged, "a.pdf", in(pdf, "/MediaBox[0 0 595.28 841.89]", "")),
		"a PDF whose page is upside down":                reads("a.pdf", in(pdf, "[0 0 595.28 841.89]", "[595.28 841.89 0 0]")),
		"a PDF whose page has no height":                 may([]invoer.Code{invoer.CodeDamaged, invoer.CodeNotDocument}, "a.pdf", in(pdf, "[0 0 595.28 841.89]", "[0 0 595.28 0]")),
		"a PDF whose parent is its page":                 may(damaged, "a.pdf", in(pdf, "/Kids[3 0 R]", "/Kids[2 0 R]")),
		"a PDF with a length of less than nothing":       may(damaged, "a.pdf", in(pdf, "<</Length ", "<</Length -1/L ")),
		"a PDF with a length that is itself":             may(damaged, "a.pdf", in(pdf, "<</Length ", "<</Length 4 0 R/L ")),
		"a PDF with a page that is drawn in itself":      reads("a.pdf", in(pdf, "5 0 obj\nnull", "5 0 obj\n<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</P 5 0 R>>>>/Length 4>>stream\n/P Do\nendstream")),
		"a PDF locked by a way that nobody knows":        must([]invoer.Code{invoer.CodeEncrypted, invoer.CodeUnsupported, invoer.CodeDamaged}, "a.pdf", in(pdf, "/Root 1 0 R", "/Root 1 0 R/Encrypt<</Filter/Own.Way/V 9>>")),
		"a PDF that opens a page of the web":             reads("a.pdf", in(pdf, "/Type/Catalog", "/Type/Catalog/OpenAction<</S/URI/URI(http://127.0.0.1:9/)>>")),
		"a PDF that starts a program":                    may([]invoer.Code{invoer.CodeDangerous}, "a.pdf", in(pdf, "/Type/Catalog", "/Type/Catalog/OpenAction<</S/Launch/F(cmd.exe)>>")),
		"a PDF with brackets that do not end":            may(damaged, "a.pdf", in(pdf, "/Type/Catalog", "/Type/Catalog/X"+strings.Repeat("[", 100_000))),
		"a PDF with noise in its middle":                 partly(damaged, "a.pdf", joined(pdf[:len(pdf)/3], noise[:500], pdf[len(pdf)/3:])),
		"a PDF of a head alone":                          must(damaged, "a.pdf", joined([]byte("%PDF-1.7\n"), make([]byte, 100_000))),
		"noise called a PDF":                             must(unknown, "a.pdf", noise),
		"a page of a portal called a PDF":                must(unknown, "a.pdf", []byte("<!DOCTYPE html><html><body>Please sign in</body></html>")),
		"an answer of a program called a PDF":            must(unknown, "a.pdf", []byte(`{"error":"not found","status":404}`)),
		"a PDF called an XML":                            reads("a.xml", pdf),
		"a PDF without a name":                           reads("", pdf),
		"a PDF with a name of dots":                      reads("...", pdf),
		"a PDF packed as on Unix":                        may(unknown, "a.pdf.gz", gzipped(t, pdf)),
		"a zip without files":                            must(nothing, "a.zip", zipOf(t)),
		"a zip of folders":                               must(nothing, "a.zip", zipOf(t, "a/", "", "a/b/", "")),
		"a zip with what systems leave in folders":       reads("a.zip", zipOf(t, "Thumbs.db", "\xd0\xcf\x11\xe0", "desktop.ini", "[.ShellClassInfo]", "__MACOSX/._a.pdf", "\x00\x05\x16\x07", "a.pdf", string(pdf))),
		"a zip with names as Windows writes them":        reads("a.zip", zipOf(t, `map\factuur.pdf`, string(pdf))),
		"a zip in a zip in a zip":                        reads("a.zip", zipOf(t, "b.zip", string(zipOf(t, "c.zip", string(zipOf(t, "a.pdf", string(pdf))))))),
		"a zip that is cut":                              may(damaged, "a.zip", half(zipOf(t, "a.pdf", string(pdf)))),
		"a zip with a file that was changed":             must(damaged, "a.zip", changed(zipOf(t, "a.pdf", string(pdf)))),
		"a zip that says that it is locked":              must([]invoer.Code{invoer.CodeEncrypted}, "a.zip", locked(zipOf(t, "a.pdf", string(pdf)))),
		"a zip packed in a way that nobody knows":        must(unknown, "a.zip", packedAs(zipOf(t, "a.pdf", string(pdf)), 98)),
		"a zip with a picture of a program":              must(harmful, "a.zip", zipOf(t, "factuur.pdf.exe", "MZ\x90\x00"+string(noise[:2000]))),
		"a zip with a word and a good file":              reads("a.zip", zipOf(t, "lees mij.txt", "Zie bijlage", "a.pdf", string(pdf))),
		"a document of Word called a PDF":                must(unknown, "a.pdf", zipOf(t, "[Content_Types].xml", "<Types/>", "word/document.xml", "<w/>")),
		"a sheet of LibreOffice":                         must(unknown, "a.ods", zipOf(t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", "<x/>")),
		"a text in rich letters":                         must(unknown, "a.rtf", []byte(`{\rtf1\ansi Factuur 12}`)),
		"an invitation":                                  must(unknown, "a.ics", []byte("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n")),
		"a card":                                         must(unknown, "a.vcf", []byte("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann\r\nEND:VCARD\r\n")),
		"a list of amounts":                              must(unknown, "a.csv", []byte("nummer;bedrag\r\n12;100,00\r\n")),
		"a program of Linux":                             must(harmful, "factuur.pdf", joined([]byte("\x7fELF\x02\x01\x01"), make([]byte, 2000))),
		"a way to a program of Windows":                  must(harmful, "factuur.pdf.lnk", joined([]byte("L\x00\x00\x00\x01\x14\x02\x00"), make([]byte, 200))),
		"a script of a shell":                            must(harmful, "factuur.pdf", []byte("#!/bin/sh\nrm -rf /\n")),
		"a film":                                         must(unknown, "a.mp4", joined([]byte("\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41"), make([]byte, 2000))),
		"a black photo":                                  must(nothing, "a.png", plainPicture(t, 1200, 1600, 0)),
		"a white photo":                                  must(nothing, "a.png", plainPicture(t, 1200, 1600, 255)),
		"a photo that is cut":                            must([]invoer.Code{invoer.CodeDamaged, invoer.CodeNotDocument}, "a.png", half(plainPicture(t, 1200, 1600, 200))),
		"a photo with a wrong sum":                       must([]invoer.Code{invoer.CodeDamaged, invoer.CodeNotDocument, invoer.CodeEmpty}, "a.png", changed(plainPicture(t, 1200, 1600, 200))),
		"a photo as wide as nothing":                     must(append([]invoer.Code{invoer.CodeTooLarge}, unknown...), "a.png", widthOf(plainPicture(t, 1200, 1600, 200), 0)),
		"a photo wider than the world":                   must(append([]invoer.Code{invoer.CodeTooLarge, invoer.CodeDangerous}, unknown...), "a.png", widthOf(plainPicture(t, 1200, 1600, 200), 0x7fffffff)),
		"a photo of three letters":                       must(append(nothing, invoer.CodeDamaged), "a.jpg", joined(letterless(t), noise[:300])),
		"an e-invoice with a mark of its byte order":     reads("a.xml", joined([]byte("\xef\xbb\xbf"), xml)),
		"an e-invoice behind empty lines":                may(damaged, "a.xml", joined([]byte("\r\n\r\n "), xml)),
		"an e-invoice in the letters of Windows":         reads("a.xml", latin(`<?xml version="1.0" encoding="windows-1252"?>`+body)),
		"an e-invoice with a style of the web":           reads("a.xml", []byte(head+`<?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?>`+body)),
		"an e-invoice with a number in a box":            reads("a.xml", in(xml, "<ns3:ID>2026/4453</ns3:ID>", "<ns3:ID><![CDATA[2026/4453]]></ns3:ID>")),
		"an e-invoice with a remark in its number":       reads("a.xml", in(xml, "<ns3:ID>2026/4453</ns3:ID>", "<ns3:ID>2026/<!-- x -->4453</ns3:ID>")),
		"an e-invoice with lines around its number":      reads("a.xml", in(xml, "<ns3:ID>2026/4453</ns3:ID>", "<ns3:ID>\r\n\t2026/4453\r\n</ns3:ID>")),
		"an e-invoice with letters written as numbers":   reads("a.xml", in(xml, "<ns3:ID>2026/4453</ns3:ID>", "<ns3:ID>2026&#x2F;4453</ns3:ID>")),
		"an e-invoice in the envelope of a carrier":      reads("a.xml", []byte(head+`<StandardBusinessDocument xmlns="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"><StandardBusinessDocumentHeader><HeaderVersion>1.0</HeaderVersion></StandardBusinessDocumentHeader>`+body+`</StandardBusinessDocument>`)),
		"an e-invoice that is cut":                       must(damaged, "a.xml", half(xml)),
		"an e-invoice with words behind it":              may(damaged, "a.xml", joined(xml, []byte("-- \nscanned by"))),
		"an e-invoice twice in one file":                 may(damaged, "a.xml", joined(xml, []byte(body))),
		"an e-invoice called a PDF":                      reads("a.pdf", xml),
		"an e-invoice called a text":                     reads("a.txt", xml),
		"an e-invoice with an amount as people write it": must(damaged, "a.xml", amounts(t, xml, "1.234,56")),
		"an e-invoice with a day that there is not":      may(damaged, "a.xml", in(xml, "<ns3:IssueDate>2026-03-04", "<ns3:IssueDate>2026-02-31")),
		"an e-invoice of a million tags":                 must(harmful, "a.xml", []byte(head+strings.Repeat("<a>", 1_000_000))),
		"an e-invoice with a picture that is none":       reads("a.xml", in(xml, "JVBERi0", "AAAA////")),
	}
}

// TestUnseenFiles reads files of unseen shapes as the extract command does. The
// invoice's number must come out where a person would find it, and what is refused
// says why and what to do.
func TestUnseenFiles(t *testing.T) {
	t.Parallel()
	made := samples.Recipe{Layout: 77_000_000, Kind: invoer.KindInvoice, Language: "nl"}.Make()
	xml, err := os.ReadFile("../testdata/invoices/en-eu-xml/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	numbers := []string{fmt.Sprint(made.Truth.Fields["invoice_number"]), "2026/4453"}
	readAll(t, unseenFiles(t, made.PDF, xml), numbers)
}

// readAll reads each file as the extract command does, and checks what came out.
func readAll(t *testing.T, files map[string]unseen, numbers []string) {
	t.Helper()
	r := testReader(t)
	for name, u := range files {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "file")
			if err := os.WriteFile(path, u.body, 0o600); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
			defer cancel()
			got, err := r.Extract(ctx, u.as, path, invoer.Own{}, today)
			if err != nil {
				t.Fatal(err)
			}
			u.check(t, got, numbers)
		})
	}
}

// check wants one reading that has the number, or a refusal that says why.
func (u unseen) check(t *testing.T, got []Reading, numbers []string) {
	t.Helper()
	var said []string
	for _, reading := range got {
		if reading.Err == nil {
			number, _ := reading.Invoice.Value("invoice_number") // it is a field of the contract
			if u.read && (slices.Contains(numbers, number.Text) || u.part && number.Text == "") {
				return
			}
			said = append(said, fmt.Sprintf("read with number %q", number.Text))
			continue
		}
		code, detail := invoer.CodeOf(reading.Err)
		if errors.Is(reading.Err, invoer.ErrUnreadable) && detail != "" && slices.Contains(u.codes, code) {
			return
		}
		said = append(said, reading.Err.Error())
	}
	t.Errorf("%q, want the invoice: %t, or one of %v", said, u.read, u.codes)
}

func sevenBits(file []byte) []byte {
	out := slices.Clone(file)
	for i := range out {
		out[i] &= 0x7f
	}
	return out
}

// wide is a text in UTF-16 with a mark of its byte order.
func wide(text string) []byte {
	out := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(text)) {
		out = append(out, byte(unit), byte(unit>>8))
	}
	return out
}

// latin is a text in the first 256 letters.
func latin(text string) []byte {
	var out []byte
	for _, letter := range text {
		if letter > 0xff {
			letter = '-'
		}
		out = append(out, byte(letter))
	}
	return out
}

func gzipped(t *testing.T, file []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(file); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// zipOf packs names and what is in them, without making it smaller.
func zipOf(t *testing.T, files ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := 0; i < len(files); i += 2 {
		f, err := w.CreateHeader(&zip.FileHeader{Name: files[i], Method: zip.Store})
		if err == nil && files[i+1] != "" {
			_, err = f.Write([]byte(files[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// changed has one byte in the middle of its first part that is another.
func changed(file []byte) []byte {
	out := slices.Clone(file)
	out[min(len(out)/3, 2000)] ^= 0x10
	return out
}

// locked has the flag of a password in both heads of its first file (APPNOTE.TXT
// §4.4.4), and packedAs another method (§4.4.5).
func locked(file []byte) []byte { return inHeads(file, 6, 1) }

func packedAs(file []byte, method byte) []byte { return inHeads(file, 8, method) }

func inHeads(file []byte, at int, value byte) []byte {
	out := slices.Clone(file)
	out[at] |= value
	out[bytes.Index(out, []byte("PK\x01\x02"))+at+2] |= value
	return out
}

func plainPicture(t *testing.T, w, h int, shade uint8) []byte {
	t.Helper()
	p := image.NewGray(image.Rect(0, 0, w, h))
	for i := range p.Pix {
		p.Pix[i] = shade
	}
	var out bytes.Buffer
	if err := png.Encode(&out, p); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// widthOf says another width in the head of a PNG; its sum is wrong then.
func widthOf(picture []byte, w uint32) []byte {
	out := slices.Clone(picture)
	out[16], out[17], out[18], out[19] = byte(w>>24), byte(w>>16), byte(w>>8), byte(w)
	return out
}

// letterless is a small JPEG of a few grey fields.
func letterless(t *testing.T) []byte {
	t.Helper()
	p := image.NewGray(image.Rect(0, 0, 60, 20))
	for x := 10; x < 50; x += 10 {
		p.SetGray(x, 10, color.Gray{Y: 90})
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, p, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// amounts has another text in the total that is to be paid.
func amounts(t *testing.T, xml []byte, text string) []byte {
	t.Helper()
	before, rest, found := bytes.Cut(xml, []byte("<ns3:PayableAmount currencyID=\"EUR\">"))
	_, after, ended := bytes.Cut(rest, []byte("<"))
	if !found || !ended {
		t.Fatal("there is no amount to be paid")
	}
	return slices.Concat(before, []byte("<ns3:PayableAmount currencyID=\"EUR\">"+text+"<"), after)
}
