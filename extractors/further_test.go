package extractors

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/samples"
)

// writingOf are the orders that draw the first page of an invented PDF.
func writingOf(t *testing.T, pdf []byte) string {
	t.Helper()
	_, rest, found := bytes.Cut(pdf, []byte("\n4 0 obj\n"))
	_, rest, begins := bytes.Cut(rest, []byte("stream\n"))
	writing, _, ends := bytes.Cut(rest, []byte("\nendstream"))
	if !found || !begins || !ends {
		t.Fatal("the PDF has no page as it is invented")
	}
	return string(writing)
}

// inPieces is a file as HTTP hands it on in pieces, with the length of each before
// it (RFC 9112 §7.1).
func inPieces(file []byte) []byte {
	var out []byte
	for piece := range slices.Chunk(file, 8000) {
		out = fmt.Appendf(out, "%x\r\n%s\r\n", len(piece), piece)
	}
	return append(out, "0\r\n\r\n"...)
}

// lettersOfBytes is a file that a program took for letters of one byte and wrote
// down as UTF-8.
func lettersOfBytes(file []byte) []byte {
	var out []byte
	for _, b := range file {
		out = append(out, string(rune(b))...)
	}
	return out
}

// furtherFiles are of classes that neither the shared set nor the two sets before
// have. What is written down for each was so before any of them was read.
func furtherFiles(t *testing.T, pdf, xml []byte) map[string]unseen {
	t.Helper()
	in := func(file []byte, old, replacement string) []byte {
		if !bytes.Contains(file, []byte(old)) {
			t.Fatalf("%q is not in the file", old)
		}
		return bytes.ReplaceAll(file, []byte(old), []byte(replacement))
	}
	paged := pagePatch(t, pdf)
	writing := writingOf(t, pdf)
	lines := strings.SplitAfter(writing, "\n")
	piece := func(from, to int) string {
		return streamOf("", strings.Join(lines[len(lines)*from/3:len(lines)*to/3], ""))
	}
	head := `<?xml version="1.0" encoding="UTF-8"?>`
	body := string(bytes.TrimPrefix(xml, []byte(head)))
	letter := func(name, kind string, file []byte) []byte {
		return []byte("From: a@b.test\r\nSubject: factuur\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nIn bijlage.\r\n--b\r\nContent-Type: " + kind + "; name=" + name + "\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString(file) + "\r\n--b--\r\n")
	}
	mail := letter("a.pdf", "application/pdf", pdf)
	within := func(name, kind string, file []byte) []patch {
		return []patch{
			{1, "<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(" + name + ")6 0 R]>>>>/AF[6 0 R]>>"},
			{6, "<</Type/Filespec/AFRelationship/Alternative/F(" + name + ")/UF(" + name + ")/EF<</F 7 0 R>>>>"},
			{7, streamOf("/Type/EmbeddedFile/Subtype/"+kind, string(file))},
		}
	}
	blank := []invoer.Code{invoer.CodeNotDocument, invoer.CodeEmpty, invoer.CodeDamaged}
	other := []invoer.Code{invoer.CodeUnsupported, invoer.CodeNotDocument}
	return map[string]unseen{
		"a PDF behind the mark of a byte order":               reads("a.pdf", slices.Concat([]byte("\xef\xbb\xbf"), pdf)),
		"a PDF in the form that a browser sent":               reads("a.pdf", slices.Concat([]byte("------WebKitFormBoundary7MA4YWxk\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n"), pdf, []byte("\r\n------WebKitFormBoundary7MA4YWxk--\r\n"))),
		"a PDF in the pieces of HTTP":                         partly(damaged, "a.pdf", inPieces(pdf)),
		"a PDF that was written down as letters":              partly(damaged, "a.pdf", lettersOfBytes(pdf)),
		"a PDF without the mark of its end":                   may(damaged, "a.pdf", in(pdf, "%%EOF\n", "")),
		"a PDF whose objects are counted from one":            reads("a.pdf", in(pdf, "xref\n0 6", "xref\n1 6")),
		"a PDF whose table is a byte short in each line":      reads("a.pdf", in(pdf, " n \n", " n\n")),
		"a PDF saved with the fields of its mail":             may(unknown, "a.pdf", []byte("Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"+base64.StdEncoding.EncodeToString(pdf))),
		"a PDF as the address of a page of the web":           must(unknown, "a.pdf", []byte("data:application/pdf;base64,"+base64.StdEncoding.EncodeToString(pdf))),
		"a PDF whose page is drawn in a form":                 reads("a.pdf", updated(pdf, "", paged("/XObject<<", "/XObject<</Y 6 0 R"), patch{4, streamOf("", "q /Y Do Q")}, patch{6, streamOf("/Type/XObject/Subtype/Form/BBox[0 0 596 842]", writing)})),
		"a PDF whose orders are written in hexadecimal":       reads("a.pdf", updated(pdf, "", patch{4, streamOf("/Filter/ASCIIHexDecode", hex.EncodeToString([]byte(writing))+">")})),
		"a PDF whose page is in three pieces":                 reads("a.pdf", updated(pdf, "", paged("/Contents 4 0 R", "/Contents[6 0 R 7 0 R 8 0 R]"), patch{6, piece(0, 1)}, patch{7, piece(1, 2)}, patch{8, piece(2, 3)})),
		"a PDF whose last section took its page away":         must(blank, "a.pdf", updated(pdf, "", patch{2, "<</Type/Pages/Count 0/Kids[]>>"})),
		"a PDF that was signed":                               reads("a.pdf", updated(pdf, "", patch{1, "<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields[6 0 R]>>>>"}, paged("/MediaBox", "/Annots[6 0 R]/MediaBox"), patch{6, "<</Type/Annot/Subtype/Widget/FT/Sig/T(S)/Rect[0 0 0 0]/P 3 0 R/V 7 0 R>>"}, patch{7, "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange[0 100 200 100]/Contents<3080>>>"})),
		"a PDF with its e-invoice in UBL":                     reads("a.pdf", updated(pdf, "", within("invoice.xml", "text#2Fxml", xml)...)),
		"a PDF of which only a remark says something":         partly(blank, "a.pdf", updated(pdf, "", paged("/Contents 4 0 R", "/Annots[6 0 R]"), patch{6, "<</Type/Annot/Subtype/FreeText/Rect[40 500 400 700]/Contents(Factuur 12)/DA(/Helv 12 Tf)/AP<</N 7 0 R>>>>"}, patch{7, streamOf("/Type/XObject/Subtype/Form/BBox[0 0 360 200]/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>", "BT /F 14 Tf 10 100 Td (Factuur te betalen) Tj ET")})),
		"a PDF whose writing stands on its head":              reads("a.pdf", updated(pdf, "", patch{4, streamOf("", "q -1 0 0 -1 595.28 841.89 cm "+writing+" Q")})),
		"a message in two bytes a letter":                     may(unknown, "a.eml", wide(string(mail))),
		"a message behind the mark of a byte order":           reads("a.eml", slices.Concat([]byte("\xef\xbb\xbf"), mail)),
		"a box of one message":                                reads("a.mbox", slices.Concat([]byte("From a@b.test Mon Nov  2 10:00:00 2026\n"), mail)),
		"an e-invoice in a message":                           reads("a.eml", letter("a.xml", "application/xml", xml)),
		"an e-invoice in an archive, beside a word":           reads("a.zip", zipOf(t, "lees.txt", "Zie bijlage", "a/a.xml", string(xml))),
		"an e-invoice as a service on the web answers":        may(other, "a.xml", []byte(head+`<string xmlns="http://schemas.microsoft.com/2003/10/Serialization/">`+html.EscapeString(body)+`</string>`)),
		"an e-invoice in base64 in another document":          may(other, "a.xml", []byte(head+`<Message><Payload>`+base64.StdEncoding.EncodeToString(xml)+`</Payload></Message>`)),
		"an e-invoice attached to a document of UBL":          may(other, "a.xml", []byte(head+`<AttachedDocument xmlns="urn:oasis:names:specification:ubl:schema:xsd:AttachedDocument-2" xmlns:a="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:b="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"><b:ID>A-9</b:ID><a:Attachment><a:ExternalReference><b:Description><![CDATA[`+head+body+`]]></b:Description></a:ExternalReference></a:Attachment></AttachedDocument>`)),
		"an e-invoice in the envelope, with a prefix":         reads("a.xml", []byte(head+`<sh:StandardBusinessDocument xmlns:sh="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"><sh:StandardBusinessDocumentHeader><sh:HeaderVersion>1.0</sh:HeaderVersion></sh:StandardBusinessDocumentHeader>`+body+`</sh:StandardBusinessDocument>`)),
		"two e-invoices in one envelope":                      must(append([]invoer.Code{invoer.CodeDamaged}, other...), "a.xml", []byte(head+`<StandardBusinessDocument xmlns="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"><StandardBusinessDocumentHeader><HeaderVersion>1.0</HeaderVersion></StandardBusinessDocumentHeader>`+body+strings.ReplaceAll(body, "2026/4453", "2026/4454")+`</StandardBusinessDocument>`)),
		"an e-invoice with the euro of Windows, called Latin": reads("a.xml", slices.Concat([]byte(`<?xml version="1.0" encoding="ISO-8859-1"?><!-- 12 `), []byte{0x80}, latin(" -->"+body))),
		"an e-invoice of one byte that marks itself as two":   may(damaged, "a.xml", []byte("\xef\xbb\xbf"+`<?xml version="1.0" encoding="UTF-16"?>`+body)),
		"an e-invoice that ends as in DOS":                    may(damaged, "a.xml", append(slices.Clone(xml), 0x1a)),
		"an e-invoice in an answer of JSON":                   must(unknown, "a.xml", fmt.Appendf(nil, "{\"invoice\": %q}", xml)),
		"an e-invoice that says where its rules lie":          reads("a.xml", in(xml, "<ns4:Invoice ", `<ns4:Invoice xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2 http://127.0.0.1:9/UBL-Invoice-2.1.xsd" `)),
		"an e-invoice whose picture is in lines":              reads("a.xml", in(xml, ">JVBERi0x", ">\r\n  JVBE\r\n  Ri0x\r\n")),
	}
}

// TestFurtherFiles reads them as TestUnseenFiles does.
func TestFurtherFiles(t *testing.T) {
	t.Parallel()
	made := samples.Recipe{Layout: 78_000_000, Kind: invoer.KindInvoice, Language: "nl"}.Make()
	xml, err := os.ReadFile("../testdata/invoices/en-eu-xml/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	readAll(t, furtherFiles(t, made.PDF, xml), []string{fmt.Sprint(made.Truth.Fields["invoice_number"]), "2026/4453"})
}
