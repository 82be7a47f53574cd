package invoer

import (
	"slices"
	"strings"
	"unicode"
)

// Why documents that came at different times are originals of one. By hand is
// what a person says; the others are what a machine is sure of.
const (
	SameEInvoice = "same-e-invoice" // both are e-invoices that say the same
	SamePicture  = "same-picture"   // the same sheets of paper, scanned or compressed again
	SameValues   = "same-values"    // supplier, number, date and total, each read surely
	SameFigures  = "same-figures"   // number, total and most other figures on the pages, where a scan left something else doubtful
	SameInvoice  = "e-invoice-of-it"
	JoinedByHand = "by-hand"
	TermsOfIt    = "terms-of-it" // general conditions that came beside one bill
)

// A Sureness is how sure the values are by which documents are compared.
type Sureness struct{ Supplier, Number, Issued, Total Confidence }

// surelyRead is the confidence from which on a value that stands on both of
// two documents is no misreading.
const surelyRead = 80

func (s Sureness) least() Confidence { return min(s.Supplier, s.Number, s.Issued, s.Total) }

// Same tells why t, which came later, is surely the document that older is, so
// that both become originals of one; it is empty where a person must say so.
// Receipts of one shop may share a terminal's number, day and amount, so for
// them only the picture counts.
func (t Twin) Same(older Twin) (why string) {
	if (t.Kind == KindCreditNote) != (older.Kind == KindCreditNote) || otherParty(t, older) {
		return ""
	}
	billed := t.billed() && older.billed()
	number := plainNumber(t.Number) != "" && plainNumber(t.Number) == plainNumber(older.Number)
	day, total := same(t.Issued, older.Issued), same(t.Total, older.Total)
	known := billed && number && sameParty(t, older)
	switch {
	case known && day && total && t.EInvoice && older.EInvoice:
		return SameEInvoice
	case known && day && total && min(t.Sure.least(), older.Sure.least()) >= surelyRead:
		return SameValues
	case known && t.EInvoice != older.EInvoice && same(t.VAT, older.VAT) && (day || total) && !otherYear(t.Issued, older.Issued) &&
		min(t.Sure.Supplier, t.Sure.Number, older.Sure.Supplier, older.Sure.Number) >= surelyRead:
		return SameInvoice
	}
	switch {
	case samePictures(t, older):
		return SamePicture
	case t.mayFigure(older) && t.traced(older):
		return SameFigures
	}
	return ""
}

// mayFigure tells whether the values of two bills leave it to the figures on their
// pages that they are one: a scan on which the day or the supplier was misread, or
// on which the number stands and was not taken for it. The total was read surely
// on both, and the number of one stands on the other, so that what differs is a
// finding for a person and no reason to show him two documents.
func (t Twin) mayFigure(older Twin) bool {
	if !t.billed() || !older.billed() || !same(t.Total, older.Total) || min(t.Sure.Total, older.Sure.Total) < surelyRead || otherYear(t.Issued, older.Issued) {
		return false
	}
	day := same(t.Issued, older.Issued)
	if plainNumber(t.Number) != "" && plainNumber(t.Number) == plainNumber(older.Number) && min(t.Sure.Number, older.Sure.Number) >= surelyRead {
		return day || sameParty(t, older)
	}
	return day && (t.hasUntaken(older) || older.hasUntaken(t))
}

// hasUntaken tells whether the number of another document, which was read surely
// there, stands letter for letter on the pages of t, of which no number was read
// surely.
func (t Twin) hasUntaken(other Twin) bool {
	digits := digitsOf(other.Number)
	return len(digits) >= leastDigits && other.Sure.Number >= surelyRead && (t.Number == "" || t.Sure.Number < surelyRead) &&
		slices.ContainsFunc(t.Figures, func(f string) bool { return strings.Contains(f, digits) })
}

func (t Twin) billed() bool { return t.Kind == KindInvoice || t.Kind == KindCreditNote }

// plainNumber is a number as it is compared where nothing may be doubtful: without
// signs and leading zeros.
func plainNumber(number string) string {
	if !strings.ContainsFunc(number, unicode.IsDigit) {
		return ""
	}
	return strings.TrimLeft(strings.ToUpper(plainName(number)), "0")
}

// samePictures tells whether the pages of two documents are the same sheets.
// Pages of one letterhead look alike, so where words were read they must say
// the same, and no value may speak against it.
func samePictures(a, b Twin) bool {
	return !otherValues(a, b) && sameSheets(a.Prints, b.Prints) && sameFigures(a.Figures, b.Figures)
}

// otherValues tells whether a number, total or day of two documents differs.
func otherValues(a, b Twin) bool {
	return apart(NumberKey(a.Number), NumberKey(b.Number)) || apart(a.Total, b.Total) || apart(a.Issued, b.Issued)
}

// sameFigures tells whether nearly all figures of two documents are the same;
// of documents with few figures all must be, and most of nothing is not enough.
func sameFigures(a, b []string) bool {
	if len(distinct(a)) < fewFigures || len(distinct(b)) < fewFigures {
		return slices.Equal(distinct(a), distinct(b))
	}
	return likeFigures(a, b) >= surelyAlike
}

// RuleOriginals is found where originals of one document say different things.
// Its arguments are the value that counts, the other original's, the day on
// which that came, and its document.
const RuleOriginals = "originals-differ"

// An OriginalReading is what one of several originals of a document says by
// itself. Text is what stands on its pages.
type OriginalReading struct {
	Document DocumentID
	Received Date
	Invoice  Invoice
	Text     string
}

// comparedOriginals are the fields in which originals are compared, with what
// a difference asks of a person: a wrong account is the classic fraud.
var comparedOriginals = []struct {
	field    string
	severity Severity
}{{"total_incl", Block}, {"supplier_iban", Block}, {"invoice_date", Warning}, {"due_date", Warning}}

// CheckOriginals says anew where other originals of the document name another
// amount, account or day than it does. A value that stands on the other's pages
// too, where something else was chosen, is no difference, and what was hardly
// read is none. Of a document that was decided on nothing is blocked any more.
func (inv *Invoice) CheckOriginals(others []OriginalReading, decided bool) {
	old := Invoice{Findings: inv.Findings}
	inv.Findings = slices.DeleteFunc(slices.Clone(old.Findings), func(f Finding) bool { return f.Rule == RuleOriginals })
	for _, other := range others {
		for _, c := range comparedOriginals {
			ours, theirs, differ := inv.differs(other, c.field)
			if !differ {
				continue
			}
			severity := c.severity
			if decided || theirs.Confidence < surelyRead && c.field != "supplier_iban" {
				severity = Warning
			}
			inv.Findings = append(inv.Findings, Find(RuleOriginals, severity, c.field, ours.Text, theirs.Text, other.Received.String(), string(other.Document)))
		}
	}
	inv.KeepAnswers(old)
}

// hardlyRead is the confidence below which a value of another original says
// nothing.
const hardlyRead = 50

func (inv *Invoice) differs(other OriginalReading, field string) (ours, theirs Value, differ bool) {
	ours, _ = inv.Value(field) // the fields of comparedOriginals have slots; a test holds them together
	theirs, _ = other.Invoice.Value(field)
	if ours.Text == "" || theirs.Text == "" || ours.Text == theirs.Text || theirs.Confidence < hardlyRead {
		return ours, theirs, false
	}
	switch field {
	case "total_incl":
		return ours, theirs, !slices.Contains(Figures(other.Text), digitsOf(ours.Text))
	case "supplier_iban":
		return ours, theirs, !strings.Contains(strings.ToUpper(plainName(other.Text)), ours.Text)
	}
	return ours, theirs, true
}
