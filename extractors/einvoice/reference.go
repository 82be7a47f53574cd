package einvoice

import (
	"regexp"

	"github.com/invoer/invoer"
)

// A Belgian structured communication as it is printed, and as senders repeat
// it in texts: +++123/4567/89012+++ or ***123/4567/89012***.
var printedReference = regexp.MustCompile(`[+*]{3}\s?([0-9]{3})\s?/\s?([0-9]{4})\s?/\s?([0-9]{5})\s?[+*]{3}`)

// reference gives the structured communication: from the places that are meant
// for it, else as it is printed in a text. One that is printed but whose check
// digits do not agree is in wrong.
func reference(meant, texts []*Element) (ref invoer.Reference, at, wrong *Element) {
	for _, e := range meant {
		if got, err := invoer.ParseReference(e.Value()); err == nil {
			return got, e, nil
		}
	}
	for _, e := range append(append([]*Element{}, meant...), texts...) {
		for _, printed := range printedReference.FindAllString(e.Value(), 4) {
			got, err := invoer.ParseReference(printed)
			if err == nil {
				return got, e, nil
			}
			wrong = e
		}
	}
	return "", nil, wrong
}
