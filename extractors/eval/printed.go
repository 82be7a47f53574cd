package eval

import (
	"strings"
	"unicode"

	"github.com/invoer/invoer"
)

// Printed finds where a value stands on pages, so that a person can be shown
// what should have been read: by its letters and digits, whatever stands
// between them. Page is 0 where it is not found; amounts and dates are found as
// far as their digits are printed in a usual order.
func Printed(pages []invoer.Page, field, value string) (page int, box invoer.Box) {
	for _, spelling := range spellings(field, value) {
		for i, p := range pages {
			if box := sought(p.Words, spelling); !box.Empty() {
				return i + 1, box
			}
		}
	}
	return 0, invoer.Box{}
}

// spellings are the letters and digits of a value as they may be printed.
func spellings(field, value string) []string {
	plain := squeeze(value)
	parts := strings.Split(value, "-")
	switch {
	case strings.HasSuffix(field, "_date") && len(parts) == 3 && len(parts[0]) == 4:
		day, month, year := parts[2], parts[1], parts[0]
		bare := strings.TrimPrefix(day, "0") + strings.TrimPrefix(month, "0")
		return []string{day + month + year, bare + year, plain, day + month + year[2:], bare + year[2:]}
	case strings.HasSuffix(field, "_vat"):
		return []string{plain, strings.TrimLeft(plain, "BE")}
	case field == "lines" || field == "vat_breakdown":
		first, _, _ := strings.Cut(value, ";")
		return []string{squeeze(first[strings.LastIndexByte(first, ' ')+1:])}
	}
	return []string{plain}
}

// mostWords is over how many words a value may be printed.
const mostWords = 10

// sought is the box of the first words that have these letters and digits,
// those of a word in front or behind included.
func sought(words []invoer.Word, spelling string) invoer.Box {
	if spelling == "" {
		return invoer.Box{}
	}
	for i := range words {
		if squeeze(words[i].Text) == "" {
			continue
		}
		text, box := "", invoer.Box{}
		for _, w := range words[i:min(len(words), i+mostWords)] {
			text += squeeze(w.Text)
			box = box.Union(w.Box)
			if !strings.HasPrefix(spelling, text) {
				break
			}
			if text == spelling {
				return box
			}
		}
	}
	return within(words, spelling)
}

// within is the box of a word that has the letters and digits in it, with a
// sign or a label around them.
func within(words []invoer.Word, spelling string) invoer.Box {
	for _, w := range words {
		inner := strings.TrimFunc(squeeze(w.Text), unicode.IsLetter)
		if len(spelling) > 3 && (inner == spelling || strings.HasSuffix(squeeze(w.Text), spelling)) {
			return w.Box
		}
	}
	return invoer.Box{}
}
