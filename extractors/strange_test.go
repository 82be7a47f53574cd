package extractors

import (
	"bytes"
	"encoding/asn1"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/samples"
)

// A patch is an object of a PDF that an update of the file replaces or adds.
type patch struct {
	number int
	body   string
}

// updated is a PDF with a further section that changes objects of it (ISO 32000-1
// §7.5.6).
func updated(pdf []byte, trailer string, patches ...patch) []byte {
	out := append(slices.Clone(pdf), '\n')
	table := "xref\n"
	size := 6
	for _, p := range patches {
		table += fmt.Sprintf("%d 1\n%010d 00000 n \n", p.number, len(out))
		size = max(size, p.number+1)
		out = fmt.Appendf(out, "%d 0 obj\n%s\nendobj\n", p.number, p.body)
	}
	old := string(pdf[bytes.LastIndex(pdf, []byte("startxref"))+len("startxref\n") : bytes.LastIndex(pdf, []byte("\n%%EOF"))])
	at := len(out)
	return fmt.Appendf(out, "%strailer\n<</Size %d/Root 1 0 R/Prev %s%s>>\nstartxref\n%d\n%%%%EOF\n", table, size, old, trailer, at)
}

func streamOf(entries, body string) string {
	return fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", entries, len(body), body)
}

// encrypted is a PDF that was locked with a password for those who read it.
func encrypted(t *testing.T, pdf []byte, password string, aes bool, bits int) []byte {
	t.Helper()
	conf := model.NewAESConfiguration(password, "owner", bits)
	if !aes {
		conf = model.NewRC4Configuration(password, "owner", bits)
	}
	var out bytes.Buffer
	if err := api.Encrypt(bytes.NewReader(pdf), &out, conf); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// compact is a PDF with its objects in streams and its places in one too.
func compact(t *testing.T, pdf []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := api.Optimize(bytes.NewReader(pdf), &out, model.NewDefaultConfiguration()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func bigEndian(text string) []byte {
	var out []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		out = binary.BigEndian.AppendUint16(out, unit)
	}
	return out
}

func fourBytes(text string) []byte {
	var out []byte
	for _, letter := range text {
		out = binary.LittleEndian.AppendUint32(out, uint32(letter))
	}
	return out
}

// inSignature is a file in a signature around it (RFC 5652 §5.1), as Italian and
// German programs send invoices.
func inSignature(t *testing.T, file []byte) []byte {
	t.Helper()
	type content struct {
		Kind asn1.ObjectIdentifier
		Body asn1.RawValue
	}
	explicit := func(v any) asn1.RawValue {
		der, err := asn1.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: der}
	}
	data := content{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}, explicit(file)}
	signed := struct {
		Version int
		Digests []asn1.RawValue `asn1:"set"`
		Content content
		Signers []asn1.RawValue `asn1:"set"`
	}{Version: 1, Content: data}
	der, err := asn1.Marshal(content{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}, explicit(signed)})
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// pageIn is the first page of an invented PDF.
func pageIn(pdf []byte) string {
	return string(pdf[bytes.Index(pdf, []byte("<</Type/Page/")):bytes.Index(pdf, []byte("\nendobj\n4 0 obj"))])
}

// pagePatch makes changes to it.
func pagePatch(t *testing.T, pdf []byte) func(old, replacement string) patch {
	t.Helper()
	page := pageIn(pdf)
	return func(old, replacement string) patch {
		if !strings.Contains(page, old) {
			t.Fatalf("%q is not in the page", old)
		}
		return patch{3, strings.Replace(page, old, replacement, 1)}
	}
}

// strangeFiles are of classes that neither the shared set nor TestUnseenFiles
// has. What is written down for each was so before any of them was read.
func strangeFiles(t *testing.T, pdf, xml, other []byte) map[string]unseen {
	t.Helper()
	in := func(file []byte, old, replacement string) []byte {
		if !bytes.Contains(file, []byte(old)) {
			t.Fatalf("%q is not in the file", old)
		}
		return bytes.ReplaceAll(file, []byte(old), []byte(replacement))
	}
	page, paged := pageIn(pdf), pagePatch(t, pdf)
	around := func(before, after string) []byte {
		return updated(pdf, "", paged("/Contents 4 0 R", "/Contents[6 0 R 4 0 R 7 0 R]"), patch{6, streamOf("", before)}, patch{7, streamOf("", after)})
	}
	chain := []patch{{2, "<</Type/Pages/Count 1/Kids[10 0 R]>>"}}
	for n := range 40 {
		chain = append(chain, patch{10 + n, fmt.Sprintf("<</Type/Pages/Count 1/Parent %d 0 R/Kids[%d 0 R]>>", max(2, 9+n), 11+n)})
	}
	chain[len(chain)-1].body = "<</Type/Pages/Count 1/Parent 48 0 R/Kids[3 0 R]>>"
	chain = append(chain, paged("/Parent 2 0 R", "/Parent 49 0 R"))
	head := `<?xml version="1.0" encoding="UTF-8"?>`
	body := string(bytes.TrimPrefix(xml, []byte(head)))
	credit := strings.NewReplacer("ns4:Invoice", "ns4:CreditNote", "Invoice-2", "CreditNote-2", "ns2:InvoiceLine", "ns2:CreditNoteLine", "ns3:InvoicedQuantity", "ns3:CreditedQuantity", "InvoiceTypeCode>380", "CreditNoteTypeCode>381", "InvoiceTypeCode", "CreditNoteTypeCode").Replace(body)
	tree := func(space, root, rest string) []byte {
		return []byte(head + `<` + root + ` xmlns="` + space + `" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"><cbc:ID>A-1</cbc:ID><cbc:IssueDate>2026-11-02</cbc:IssueDate>` + rest + `</` + root + `>`)
	}
	ubl := func(kind string) []byte {
		return tree("urn:oasis:names:specification:ubl:schema:xsd:"+kind+"-2", kind, "")
	}
	office := func(names ...string) []byte {
		files := []string{"[Content_Types].xml", "<Types/>"}
		for _, name := range names {
			files = append(files, name, "<x/>")
		}
		return zipOf(t, files...)
	}
	strip := func(file []byte, what string) []byte { return bytes.ReplaceAll(file, []byte(what), nil) }
	broken := []invoer.Code{invoer.CodeDamaged, invoer.CodeTooLarge}
	blank := []invoer.Code{invoer.CodeNotDocument, invoer.CodeEmpty, invoer.CodeDamaged, invoer.CodeDangerous}
	bad := []invoer.Code{invoer.CodeDangerous, invoer.CodeDamaged}
	other1 := []invoer.Code{invoer.CodeUnsupported, invoer.CodeNotDocument}
	return map[string]unseen{
		"a PDF with a section that changes nothing":         reads("a.pdf", updated(pdf, "", patch{5, "null"})),
		"a PDF with three sections":                         reads("a.pdf", updated(updated(updated(pdf, "", patch{6, "null"}), "", patch{7, "<</A 1>>"}), "", patch{8, "(x)"})),
		"a PDF whose last section is cut":                   may(damaged, "a.pdf", updated(pdf, "", patch{6, streamOf("", strings.Repeat("x", 500))})[:len(pdf)+300]),
		"a PDF whose section points at itself":              may(damaged, "a.pdf", in(updated(pdf, "", patch{6, "null"}), "/Prev ", "/Prev 9999999/X ")),
		"a PDF locked by AES of 256 bits for nobody":        reads("a.pdf", encrypted(t, pdf, "", true, 256)),
		"a PDF locked by AES of 128 bits for nobody":        reads("a.pdf", encrypted(t, pdf, "", true, 128)),
		"a PDF locked by RC4 for nobody":                    reads("a.pdf", encrypted(t, pdf, "", false, 128)),
		"a PDF locked by RC4 of 40 bits with a word":        must([]invoer.Code{invoer.CodeEncrypted}, "a.pdf", encrypted(t, pdf, "geheim", false, 40)),
		"a PDF with its objects in streams":                 reads("a.pdf", compact(t, pdf)),
		"a PDF with its objects in streams, cut":            must(damaged, "a.pdf", compact(t, pdf)[:len(compact(t, pdf))*3/5]),
		"a PDF that is a case of files":                     may(other1, "a.pdf", updated(pdf, "", patch{1, "<</Type/Catalog/Pages 2 0 R/Collection<</View/T>>/Names<</EmbeddedFiles<</Names[(f.pdf)6 0 R]>>>>>>"}, paged("/Contents 4 0 R", "/Contents 8 0 R"), patch{6, "<</Type/Filespec/F(f.pdf)/UF(f.pdf)/EF<</F 7 0 R>>>>"}, patch{7, streamOf("/Type/EmbeddedFile/Subtype/application#2Fpdf", string(pdf))}, patch{8, streamOf("", "BT /F0 14 Tf 72 700 Td (For the best experience, open this PDF portfolio in Acrobat.) Tj ET")})),
		"a PDF shown through a frame of the page":           partly(damaged, "a.pdf", updated(pdf, "", paged("/MediaBox", "/CropBox[0 300 595 842]/MediaBox"))),
		"a PDF whose frame lies beside the page":            may(blank, "a.pdf", updated(pdf, "", paged("/MediaBox", "/CropBox[2000 2000 3000 3000]/MediaBox"))),
		"a PDF with a unit of a thousand":                   may(append([]invoer.Code{invoer.CodeDangerous}, broken...), "a.pdf", updated(pdf, "", paged("/MediaBox", "/UserUnit 1000/MediaBox"))),
		"a PDF turned backwards":                            reads("a.pdf", updated(pdf, "", paged("/MediaBox", "/Rotate -90/MediaBox"))),
		"a PDF turned by the pages above":                   reads("a.pdf", updated(pdf, "", patch{2, "<</Type/Pages/Count 1/Kids[3 0 R]/Rotate 270>>"})),
		"a PDF whose size stands above":                     reads("a.pdf", updated(pdf, "", patch{2, "<</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 595.28 841.89]>>"}, paged("/MediaBox[0 0 595.28 841.89]", ""))),
		"a PDF on a sheet of five metres":                   may(broken, "a.pdf", updated(pdf, "", paged("0 0 595.28 841.89", "0 0 14400 14400"))),
		"a PDF with a page that is nothing":                 may(damaged, "a.pdf", updated(pdf, "", patch{2, "<</Type/Pages/Count 2/Kids[null 3 0 R]>>"})),
		"a PDF whose pages lie forty deep":                  reads("a.pdf", updated(pdf, "", chain...)),
		"a PDF whose page knows no parent":                  reads("a.pdf", updated(pdf, "", paged("/Parent 2 0 R", ""))),
		"a PDF whose page says no kind":                     may(damaged, "a.pdf", updated(pdf, "", paged("/Type/Page/", "/"))),
		"a PDF in a layer that is off":                      must(blank, "a.pdf", updated(around("/OC /L1 BDC", "EMC"), "", patch{1, "<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[9 0 R]/D<</OFF[9 0 R]/Order[9 0 R]>>>>>>"}, patch{9, "<</Type/OCG/Name(x)>>"}, patch{3, strings.Replace(strings.Replace(page, "/Contents 4 0 R", "/Contents[6 0 R 4 0 R 7 0 R]", 1), "/Resources<<", "/Resources<</Properties<</L1 9 0 R>>", 1)})),
		"a PDF under a white sheet":                         must(blank, "a.pdf", around("q", "Q 1 1 1 rg 0 0 600 900 re f")),
		"a PDF with nothing let through":                    must(blank, "a.pdf", around("0 0 1 1 re W n", "")),
		"a PDF with letters of nothing":                     may(blank, "a.pdf", around("0.01 0 0 0.01 0 0 cm", "")),
		"a PDF that saves a thousand times":                 may(damaged, "a.pdf", around(strings.Repeat("q ", 1000), "")),
		"a PDF that restores what was not saved":            reads("a.pdf", around(strings.Repeat("Q ", 50), "Q Q Q")),
		"a PDF with a picture that does not end":            reads("a.pdf", around("", "BI /W 10 /H 10 /BPC 8 /CS /G ID xxxxx")),
		"a PDF with orders that nobody knows":               reads("a.pdf", around("BX 1 2 3 zz (x) yy EX", "[ << ( ")),
		"a PDF with a stamp over it":                        reads("a.pdf", updated(pdf, "", paged("/MediaBox", "/Annots[6 0 R]/MediaBox"), patch{6, "<</Type/Annot/Subtype/Stamp/Rect[40 200 200 260]/Name/Approved/AP<</N 7 0 R>>>>"}, patch{7, streamOf("/Type/XObject/Subtype/Form/BBox[0 0 160 60]", "1 0 0 RG 2 w 2 2 150 50 re S")})),
		"a PDF with a film on it":                           reads("a.pdf", updated(pdf, "", paged("/MediaBox", "/Annots[<</Type/Annot/Subtype/RichMedia/Rect[0 0 9 9]>>]/MediaBox"))),
		"a PDF with fields to fill in":                      reads("a.pdf", updated(pdf, "", patch{1, "<</Type/Catalog/Pages 2 0 R/AcroForm<</NeedAppearances true/Fields[6 0 R]>>>>"}, paged("/MediaBox", "/Annots[6 0 R]/MediaBox"), patch{6, "<</Type/Annot/Subtype/Widget/FT/Tx/T(opmerking)/V(akkoord)/Rect[40 100 200 120]/P 3 0 R>>"})),
		"a PDF that tells much of itself":                   reads("a.pdf", updated(pdf, "", patch{1, "<</Type/Catalog/Pages 2 0 R/Metadata 6 0 R>>"}, patch{6, streamOf("/Type/Metadata/Subtype/XML", strings.Repeat(" ", 1<<20))})),
		"a PDF with a file of another program in it":        reads("a.pdf", updated(pdf, "", patch{1, "<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a.xml)6 0 R]>>>>>>"}, patch{6, "<</Type/Filespec/F(a.xml)/EF<</F 7 0 R>>>>"}, patch{7, streamOf("/Type/EmbeddedFile", "<settings><a/></settings>")})),
		"a PDF that says that it is of tomorrow":            reads("a.pdf", updated(pdf, "", patch{1, "<</Type/Catalog/Version/2.9/Pages 2 0 R>>"})),
		"a PDF with 1,000 bytes before it":                  reads("a.pdf", slices.Concat(bytes.Repeat([]byte("%\n"), 500), pdf)),
		"a PDF with objects that do not end":                may(damaged, "a.pdf", strip(pdf, "endobj\n")),
		"a PDF with streams that do not end":                may(damaged, "a.pdf", strip(pdf, "endstream\n")),
		"a PDF whose lines are one of returns":              may(damaged, "a.pdf", bytes.ReplaceAll(pdf, []byte("\n"), []byte("\r"))),
		"a PDF of generations that there were not":          may(damaged, "a.pdf", in(pdf, " 00000 n", " 00007 n")),
		"a PDF of a hundred million objects":                may(broken, "a.pdf", in(pdf, "/Size 6", "/Size 100000000")),
		"an e-invoice in two bytes, the large one first":    reads("a.xml", bigEndian(`<?xml version="1.0" encoding="UTF-16BE"?>`+body)),
		"an e-invoice that says two bytes and has one":      may(damaged, "a.xml", []byte(`<?xml version="1.0" encoding="UTF-16"?>`+body)),
		"an e-invoice in four bytes a letter":               may(unknown, "a.xml", fourBytes(`<?xml version="1.0" encoding="UTF-32"?>`+body)),
		"an e-invoice in letters that nobody knows":         may([]invoer.Code{invoer.CodeDamaged, invoer.CodeUnsupported}, "a.xml", []byte(`<?xml version="1.0" encoding="x-own"?>`+body)),
		"an e-invoice of XML 1.1":                           may(damaged, "a.xml", []byte(`<?xml version="1.1" encoding="UTF-8"?>`+body)),
		"an e-invoice that stands alone":                    reads("a.xml", []byte(`<?xml version='1.0' encoding='utf-8' standalone='yes' ?>`+body)),
		"an e-invoice with remarks and orders everywhere":   reads("a.xml", []byte(head+"<!-- a -->"+strings.ReplaceAll(body, "<ns2:", "<!-- b --><?c d?><ns2:")+"<!-- e -->")),
		"an e-invoice with a word that is one letter":       may(bad, "a.xml", []byte(head+`<!DOCTYPE x [<!ENTITY e "&#233;">]>`+body)),
		"an e-invoice with a word that is long, many times": must(append(bad, invoer.CodeTooLarge), "a.xml", []byte(head+`<!DOCTYPE x [<!ENTITY e "`+strings.Repeat("e", 100_000)+`">]>`+strings.Replace(body, "mail 22/3", strings.Repeat("&e;", 1000), 1))),
		"an e-invoice with names of Greek letters":          reads("a.xml", []byte(head+strings.NewReplacer("ns2:", "ρ.α:", "ns3:", "β-1:", "xmlns:ns2", "xmlns:ρ.α", "xmlns:ns3", "xmlns:β-1").Replace(body))),
		"an e-invoice without prefixes":                     reads("a.xml", []byte(head+strings.NewReplacer("<ns4:Invoice ", `<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" `, "</ns4:Invoice>", "</Invoice>").Replace(body))),
		"an e-invoice of UBL 2.0":                           reads("a.xml", in(xml, "<ns3:CustomizationID>", "<ns3:UBLVersionID>2.0</ns3:UBLVersionID><ns3:CustomizationID>")),
		"an e-invoice of UBL 2.3":                           reads("a.xml", in(xml, "<ns3:CustomizationID>", "<ns3:UBLVersionID>2.3</ns3:UBLVersionID><ns3:CustomizationID>")),
		"an e-invoice with its signature":                   reads("a.xml", in(xml, "<ns3:CustomizationID>", `<e:UBLExtensions xmlns:e="urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2"><e:UBLExtension><e:ExtensionContent><s:Signature xmlns:s="http://www.w3.org/2000/09/xmldsig#"><s:SignedInfo/><ns3:ID>no</ns3:ID></s:Signature></e:ExtensionContent></e:UBLExtension></e:UBLExtensions><ns3:CustomizationID>`)),
		"a credit note made of it":                          reads("a.xml", []byte(head+credit)),
		"an e-invoice that the buyer wrote":                 reads("a.xml", in(xml, "InvoiceTypeCode>380", "InvoiceTypeCode>389")),
		"an e-invoice without a number":                     partly(damaged, "a.xml", in(xml, "<ns3:ID>2026/4453</ns3:ID>", "<ns3:ID/>")),
		"an e-invoice filled up with nothing":               may(damaged, "a.xml", append(slices.Clone(xml), make([]byte, 5000)...)),
		"an e-invoice in the envelope of SOAP":              may(other1, "a.xml", []byte(head+`<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header/><s:Body>`+body+`</s:Body></s:Envelope>`)),
		"an order":                                          must(other1, "a.xml", ubl("Order")),
		"an answer to an invoice":                           must(other1, "a.xml", ubl("ApplicationResponse")),
		"a note of what was delivered":                      must(other1, "a.xml", ubl("DespatchAdvice")),
		"an order in the other syntax":                      must(other1, "a.xml", tree("urn:un:unece:uncefact:data:SCRDMCCBDACIOMessageStructure:100", "SCRDMCCBDACIOMessageStructure", "")),
		"an invoice of Italy":                               must(other1, "a.xml", []byte(head+`<p:FatturaElettronica versione="FPR12" xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2"><FatturaElettronicaHeader/></p:FatturaElettronica>`)),
		"a statement of a bank":                             must(other1, "a.xml", []byte(head+`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt/></Document>`)),
		"a page of the web that is sound XML":               must(other1, "a.xml", []byte(head+`<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>Factuur 12</body></html>`)),
		"an e-invoice of another house, all in one":         reads("b.xml", other),
		"a workbook":                                           must(unknown[:1], "a.xlsx", office("xl/workbook.xml")),
		"a show":                                               must(unknown[:1], "a.pptx", office("ppt/presentation.xml")),
		"a document of XPS":                                    must(unknown[:1], "a.xps", office("FixedDocSeq.fdseq", "Documents/1/FixedDoc.fdoc")),
		"a text of LibreOffice called a PDF":                   must(unknown[:1], "a.pdf", zipOf(t, "mimetype", "application/vnd.oasis.opendocument.text", "content.xml", "<x/>")),
		"a book":                                               must(other1, "a.epub", zipOf(t, "mimetype", "application/epub+zip", "META-INF/container.xml", "<container/>")),
		"a document of Apple":                                  must(other1, "a.pages", zipOf(t, "Index/Document.iwa", "\x00\x01\x02", "Metadata/Properties.plist", "bplist00")),
		"a program of Java":                                    must(harmful, "a.jar", zipOf(t, "META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n", "A.class", "\xca\xfe\xba\xbe\x00\x00\x00\x41")),
		"a saved page of the web":                              must(other1, "a.mht", []byte("From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nSubject: Portaal\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<html>Meld u aan</html>\r\n--b--\r\n")),
		"a table of HTML called a workbook":                    must(unknown[:1], "a.xls", []byte(`<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><table><tr><td>1</td></tr></table></body></html>`)),
		"an invoice in a signature around it":                  may(unknown[:1], "factuur.pdf.p7m", inSignature(t, pdf)),
		"a book of scans":                                      must(unknown[:1], "a.djvu", []byte("AT&TFORM\x00\x00\x00\x10DJVUINFO\x00\x00\x00\x0a")),
		"a drawing for printers, with a view of it":            must(unknown[:1], "a.eps", []byte("\xc5\xd0\xd3\xc6\x1e\x00\x00\x00\x10\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\x00\x00%!PS-Adobe-3.0 EPSF-3.0\n")),
		"orders for a printer":                                 must(unknown[:2], "a.prn", []byte("\x1bE\x1b&l0O\x1b(s0p10HFactuur 12\r\n\x1bE")),
		"a file packed by bzip2":                               must(unknown[:1], "a.tar.bz2", []byte("BZh91AY&SY\x00\x01\x02\x03\x04\x05")),
		"a file packed by xz":                                  must(unknown[:1], "a.pdf.xz", []byte("\xfd7zXZ\x00\x00\x04\xe6\xd6\xb4\x46")),
		"a cabinet of Windows":                                 must(unknown[:1], "a.cab", []byte("MSCF\x00\x00\x00\x00\x40\x00\x00\x00\x00\x00\x00\x00\x2c\x00\x00\x00")),
		"a word of where a file lies":                          must(append([]invoer.Code{invoer.CodeDangerous}, other1...), "factuur.url", []byte("[InternetShortcut]\r\nURL=https://portal.test/f/12\r\n")),
		"an animation of WebP":                                 must(unknown[:1], "a.webp", animatedWebP()),
		"a photo of twelve bits":                               must(append([]invoer.Code{invoer.CodeNotDocument}, unknown[:1]...), "a.jpg", bytes.Replace(letterless(t), []byte("\xff\xc0\x00\x0b\x08"), []byte("\xff\xc0\x00\x0b\x0c"), 1)),
		"a photo packed by sums":                               must(append([]invoer.Code{invoer.CodeNotDocument}, unknown[:1]...), "a.jpg", bytes.Replace(letterless(t), []byte("\xff\xc0"), []byte("\xff\xc9"), 1)),
		"a text in rich letters called a document of Word":     must(unknown[:1], "a.doc", []byte(`{\rtf1\ansi Factuur 12}`)),
		"an invoice in winmail.dat that is cut after its name": must(unknown, "winmail.dat", []byte("x\x9f>\"\x01\x00\x02\x02\x90\x06\x00\x0e\x00\x00\x00")),
	}
}

// animatedWebP is the head of one, with a frame that is cut (WebP container
// specification, "Animation").
func animatedWebP() []byte {
	chunk := func(name string, body []byte) []byte {
		return append(binary.LittleEndian.AppendUint32([]byte(name), uint32(len(body))), body...)
	}
	inside := slices.Concat([]byte("WEBP"), chunk("VP8X", []byte{2, 0, 0, 0, 0x57, 2, 0, 0x57, 3, 0}), chunk("ANIM", make([]byte, 6)), chunk("ANMF", make([]byte, 24)))
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(inside))), inside...)
}

// TestStrangeFiles reads files of further shapes as TestUnseenFiles does.
func TestStrangeFiles(t *testing.T) {
	t.Parallel()
	made := samples.Recipe{Layout: 78_000_000, Kind: invoer.KindInvoice, Language: "nl"}.Make()
	xml, err := os.ReadFile("../testdata/invoices/en-eu-xml/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	other, err := os.ReadFile("../testdata/invoices/de-de-craft-xml/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	other = bytes.Join(bytes.Fields(other), []byte(" "))
	numbers := []string{fmt.Sprint(made.Truth.Fields["invoice_number"]), "2026/4453", "202605425"}
	readAll(t, strangeFiles(t, made.PDF, xml, other), numbers)
}

// TestFilesWithinAPDFAreTold holds that an invoice is read that has another PDF in
// it, and that nobody believes that the other was read too.
func TestFilesWithinAPDFAreTold(t *testing.T) {
	t.Parallel()
	made := samples.Recipe{Layout: 78_000_000, Kind: invoer.KindInvoice, Language: "nl"}.Make()
	within := func(name string) []byte {
		return updated(made.PDF, "",
			patch{1, "<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(" + name + ")6 0 R]>>>>>>"},
			patch{6, "<</Type/Filespec/F(" + name + ")/UF(" + name + ")/EF<</F 7 0 R>>>>"},
			patch{7, streamOf("/Type/EmbeddedFile/Subtype/application#2Fpdf", string(made.PDF))})
	}
	r := testReader(t)
	for name, c := range map[string]struct {
		file []byte
		want bool
	}{
		"another PDF":    {within("bijlage.PDF"), true},
		"another file":   {within("bijlage.txt"), false},
		"nothing within": {made.PDF, false},
	} {
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, c.file, 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := r.Extract(t.Context(), "a.pdf", path, invoer.Own{}, today)
		if err != nil || len(got) != 1 || got[0].Err != nil {
			t.Fatalf("%s: %+v, %v; want one reading", name, got, err)
		}
		number, _ := got[0].Invoice.Value("invoice_number") // it is a field of the contract
		if want := fmt.Sprint(made.Truth.Fields["invoice_number"]); number.Text != want {
			t.Errorf("%s: number %q, want %q", name, number.Text, want)
		}
		if told := got[0].Invoice.Found(RuleInside); told != c.want {
			t.Errorf("%s: told %t, want %t", name, told, c.want)
		}
	}
}
