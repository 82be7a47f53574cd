package pdf

import (
	"bytes"
	"slices"
	"strings"

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
	count, err := d.in.FPDFDoc_GetAttachmentCount(&requests.FPDFDoc_GetAttachmentCount{Document: d.ref})
	if err != nil {
		return nil, ""
	}
	best := len(invoiceNames) + 1
	for i := range min(count.AttachmentCount, mostAttachments) {
		title, bytes := d.attachment(i)
		if rank := rankXML(title, bytes); rank < best {
			best, content, name = rank, bytes, title
		}
	}
	return content, name
}

// attachment is empty for what is no XML, and for what cannot be read: the
// pages say the same.
func (d *Document) attachment(i int) (name string, content []byte) {
	a, err := d.in.FPDFDoc_GetAttachment(&requests.FPDFDoc_GetAttachment{Document: d.ref, Index: i})
	if err != nil {
		return "", nil
	}
	title, err := d.in.FPDFAttachment_GetName(&requests.FPDFAttachment_GetName{Attachment: a.Attachment})
	if err != nil || !strings.HasSuffix(strings.ToLower(title.Name), ".xml") {
		return "", nil
	}
	file, err := d.in.FPDFAttachment_GetFile(&requests.FPDFAttachment_GetFile{Attachment: a.Attachment})
	if err != nil || len(file.Contents) > largestXML {
		return "", nil
	}
	return title.Name, file.Contents
}

// HoldsPDF tells whether another PDF lies in the document as a file.
func (d *Document) HoldsPDF() bool {
	count, err := d.in.FPDFDoc_GetAttachmentCount(&requests.FPDFDoc_GetAttachmentCount{Document: d.ref})
	if err != nil {
		return false
	}
	for i := range min(count.AttachmentCount, mostAttachments) {
		a, err := d.in.FPDFDoc_GetAttachment(&requests.FPDFDoc_GetAttachment{Document: d.ref, Index: i})
		if err != nil {
			continue
		}
		title, err := d.in.FPDFAttachment_GetName(&requests.FPDFAttachment_GetName{Attachment: a.Attachment})
		if err == nil && strings.HasSuffix(strings.ToLower(title.Name), ".pdf") {
			return true
		}
	}
	return false
}

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
