package fields

import (
	"slices"
	"strings"
	"time"
)

// monthNames are the months in nl, fr, de and en, with the abbreviations that
// are no beginning of a name or need more letters to be one month.
var monthNames = [12]string{
	"januari janvier januar january janner jan janv",
	"februari fevrier februar february feb fev fevr febr",
	"maart mars marz maerz march mrt mar mrz",
	"april avril apr avr",
	"mei mai may",
	"juni juin june jun",
	"juli juillet july jul juil",
	"augustus aout august aug aoo",
	"september septembre sep sept",
	"oktober octobre october okt oct",
	"november novembre nov",
	"december decembre dezember dec dez",
}

// Month reads the name of a month in four languages, whole or abbreviated,
// with a letter misread where the name is long enough.
func Month(name string) (time.Month, bool) {
	word := Fold(name)
	if len(word) < 3 {
		return 0, false
	}
	for i, names := range monthNames {
		if slices.Contains(strings.Fields(names), word) {
			return time.Month(i + 1), true
		}
	}
	return nearMonth(word)
}

// nearMonth takes a name with a letter misread when it is near one month only.
func nearMonth(word string) (time.Month, bool) {
	word = strings.ReplaceAll(word, "rn", "m") // which OCR cannot tell apart
	var found time.Month
	for i, names := range monthNames {
		for _, name := range strings.Fields(names) {
			if len(name) < 5 || distance(word, name) > len(name)/5 || found == time.Month(i+1) {
				continue
			}
			if found != 0 {
				return 0, false
			}
			found = time.Month(i + 1)
		}
	}
	return found, found != 0
}
