package fields

import (
	"strings"

	"github.com/invoer/invoer"
)

// A Checked is a value whose check digits agree: a misread sign breaks them,
// so that it is nearly certain to be read well. Repaired says that signs which
// OCR takes for each other were changed to make them agree.
type Checked[T comparable] struct {
	Value     T
	Spot      Spot
	Sightings []Sighting
	Repaired  bool
	Bare      bool // printed without its country code
	Second    bool // only a second reading has it
}

// Why is the reason code of a checked value.
func (c Checked[T]) Why(printed string) invoer.Reason {
	if c.Second {
		return invoer.Because("second-reading", printed)
	}
	if c.Repaired {
		return invoer.Because("repaired-check-digits-agree", printed)
	}
	return invoer.Because("check-digits-agree")
}

// asDigits are the letters that OCR reads for digits.
var asDigits = strings.NewReplacer("O", "0", "o", "0", "Q", "0", "D", "0", "I", "1", "l", "1", "i", "1", "|", "1", "S", "5", "s", "5", "B", "8", "Z", "2", "z", "2", "G", "6", "A", "4")

// repairs gives a text in which letters are the digits that they may be, and
// then each text with one digit changed for another that looks like it. A
// repair is only believed where check digits then agree, and only one may.
func repairs(text string) []string {
	base := asDigits.Replace(text)
	list := []string{base}
	for i := range len(base) {
		for _, other := range alike[base[i]] {
			list = append(list, base[:i]+string(other)+base[i+1:])
		}
	}
	return list
}

// alike are digits that OCR takes for each other.
var alike = map[byte]string{'0': "86", '1': "7", '3': "8", '5': "6", '6': "58", '7': "1", '8': "036"}
