package unpack

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestName is how many bytes of a name are kept.
const longestName = 200

// Clean makes a stranger's file name harmless to show and to keep: without
// folders, without signs that control a terminal or turn the direction of
// writing, of bounded length. The end of a long name is kept, as that is where
// its kind stands. It may be empty.
func Clean(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError:
			return '_'
		case unicode.Is(unicode.Cc, r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r):
			return -1
		}
		return r
	}, name)
	name = strings.Trim(strings.Join(strings.Fields(name), " "), ". ")
	for len(name) > longestName {
		_, size := utf8.DecodeRuneInString(name)
		name = name[size:]
	}
	return name
}
