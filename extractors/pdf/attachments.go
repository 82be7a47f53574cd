package pdf

import (
	"bytes"
	"slices"
	"strings"

	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

// The names under which e-invoices lie in PDFs, best first: Factur-X 1.0 and
// ZUGFeRD 2 ("factur-x.xml", "xrechnung.xml"), ZUGFeRD 1 and 2.0. Names are
// compared without case.
var invoiceNames = []string{"factur-x.xml", "xrechnung.xml", "zugferd-invoice.xml", "order-x.xml"}

// Bounds of what is taken out of a PDF.
const (
	mostAttachments = 200
	largestXML      = 16 << 20
)

// XML is the e-invoice that lies in the document, and its name there. It is
// nil when there is none.
func (d *Document) XML() (content []byte, name string) {
	best := len(invoiceNames) + 1
	for ref, title := range d.attachments {
		bytes := d.contentOf(ref, title)
		if rank := rankXML(title, bytes); rank < best {
			best, content, name = rank, bytes, title
		}
	}
	return content, name
}

// HoldsPDF tells whether another PDF lies in the document as a file.
func (d *Document) HoldsPDF() bool {
	for _, title := range d.attachments {
		if ends(title, ".pdf") {
			return true
		}
	}
	return false
}

// attachments yields the files in the document with their names; those that
// cannot be read are passed over.
func (d *Document) attachments(yield func(references.FPDF_ATTACHMENT, string) bool) {
	count, err := d.in.FPDFDoc_GetAttachmentCount(&requests.FPDFDoc_GetAttachmentCount{Document: d.ref})
	if err != nil {
		return
	}
	for i := range min(count.AttachmentCount, mostAttachments) {
		a, err := d.in.FPDFDoc_GetAttachment(&requests.FPDFDoc_GetAttachment{Document: d.ref, Index: i})
		if err != nil {
			continue
		}
		title, err := d.in.FPDFAttachment_GetName(&requests.FPDFAttachment_GetName{Attachment: a.Attachment})
		if err == nil && !yield(a.Attachment, title.Name) {
			return
		}
	}
}

// contentOf is nil for what is no XML, and for what cannot be read: the pages
// say the same.
func (d *Document) contentOf(ref references.FPDF_ATTACHMENT, name string) []byte {
	if !ends(name, ".xml") {
		return nil
	}
	file, err := d.in.FPDFAttachment_GetFile(&requests.FPDFAttachment_GetFile{Attachment: ref})
	if err != nil || len(file.Contents) > largestXML {
		return nil
	}
	return file.Contents
}

func ends(name, with string) bool { return strings.HasSuffix(strings.ToLower(name), with) }

// rankXML is the place of a file among e-invoices, 0 for the best. A file with
// another name counts when its root is that of an invoice.
func rankXML(name string, content []byte) int {
	if len(content) == 0 {
		return len(invoiceNames) + 1
	}
	if at := slices.Index(invoiceNames, strings.ToLower(name)); at >= 0 {
		return at
	}
	head := content[:min(len(content), 4096)]
	for _, root := range []string{"CrossIndustryInvoice", "CrossIndustryDocument", "ubl:schema:xsd:Invoice-2", "ubl:schema:xsd:CreditNote-2"} {
		if bytes.Contains(head, []byte(root)) {
			return len(invoiceNames)
		}
	}
	return len(invoiceNames) + 1
}
