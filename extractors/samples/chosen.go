package samples

import (
	"maps"
	"slices"
	"strings"

	"github.com/invoer/invoer"
)

func sortedKeys[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }

// label is what stands before a value, with the layout's colon.
func (s *style) label(name string) string { return s.bare(name) + s.colon }

// bare is a label as a heading.
func (s *style) bare(name string) string {
	text := s.words["label."+name]
	if s.shout {
		return strings.ToUpper(text)
	}
	return text
}

func (s *style) column(name string) string { return s.words["column."+name] }
func (s *style) sum(name string) string    { return s.words["total."+name] }
func (s *style) say(name string) string    { return s.words["say."+name] }

// title is what the document calls itself.
func (s *style) title() string { return s.words["title."+string(s.kind)] }

// numberLabel is the label of the document's number.
func (s *style) numberLabel() string {
	switch s.kind {
	case invoer.KindCreditNote:
		return "credit_number"
	case invoer.KindInvoice:
		return "number"
	}
	return "document_number"
}

func (s *style) dateLabel() string {
	if s.kind == invoer.KindInvoice || s.kind == invoer.KindCreditNote {
		return "date"
	}
	return "document_date"
}

// priced tells whether a kind of document has amounts.
func priced(kind invoer.Kind) bool {
	return kind != invoer.KindDeliveryNote && kind != invoer.KindOther
}
