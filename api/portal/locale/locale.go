// Package locale has all words that invoer says to people, in Dutch, French,
// English and German: the portal's, and those of every reason, finding and
// code that the other packages give as a code with arguments.
//
// The words stand in one JSON file for each language, a flat map from a code
// to a sentence in which {1}, {2} … take the arguments. All files have the
// same codes with the same arguments; a test holds them together, and another
// looks through the source for codes without words. Nothing here fails: a
// missing sentence is said in English, and a missing code as itself.
package locale

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/invoer/invoer"
)

// Languages lists the languages that invoer speaks (ISO 639-1), the first one
// being what a visitor gets whose browser asks for none of them.
var Languages = []string{"nl", "fr", "en", "de"}

// fallback is the language of a code that another one lacks.
const fallback = "en"

//go:embed *.json
var files embed.FS

var words = load()

// load reads the embedded files. A file that cannot be read is a programmer's
// mistake and stops the program at its start.
func load() map[string]map[string]string {
	all := make(map[string]map[string]string, len(Languages))
	for _, lang := range Languages {
		text, err := files.ReadFile(lang + ".json")
		if err != nil {
			panic(err)
		}
		said := map[string]string{}
		if err := json.Unmarshal(text, &said); err != nil {
			panic(fmt.Sprintf("locale %s: %v", lang, err))
		}
		all[lang] = said
	}
	return all
}

// Known tells whether lang is one of Languages.
func Known(lang string) bool { return slices.Contains(Languages, lang) }

// Has tells whether code has words in every language.
func Has(code string) bool {
	for _, lang := range Languages {
		if _, ok := words[lang][code]; !ok {
			return false
		}
	}
	return true
}

// Say gives the sentence of a code in a language with its arguments filled in:
// in English where the language does not have it, and the code itself with its
// arguments where English does not either.
func Say(lang, code string, args ...string) string {
	sentence, ok := words[lang][code]
	if !ok {
		sentence, ok = words[fallback][code]
	}
	if !ok {
		return strings.TrimSpace(code + " " + strings.Join(args, " "))
	}
	return fill(sentence, args)
}

// fill replaces {1}, {2} … in one pass, so that an argument that looks like a
// place for another is left as it is. A place without argument stays empty.
func fill(sentence string, args []string) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(sentence, "{")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		number, after, closed := strings.Cut(rest, "}")
		n, err := strconv.Atoi(number)
		if !closed || err != nil || n < 1 {
			out.WriteString("{")
			sentence = rest
			continue
		}
		if n <= len(args) {
			out.WriteString(args[n-1])
		}
		sentence = after
	}
}

// Why says a reason for a value. A code that has no words of its own is said
// with its dashes as spaces.
func Why(lang string, why invoer.Reason) string {
	return coded(lang, "why.", why.Code, why.Args)
}

// Finding says what was found, with the numbers it is about.
func Finding(lang string, f invoer.Finding) string {
	return coded(lang, "finding.", f.Rule, f.Args)
}

// Held says why a document or a part waits for a person, and what he can do
// about it.
func Held(lang string, why invoer.Reason) (what, todo string) {
	what = coded(lang, "held.", why.Code, why.Args)
	if code := "held." + why.Code + ".do"; words[fallback][code] != "" {
		todo = Say(lang, code)
	}
	return what, todo
}

func coded(lang, family, code string, args []string) string {
	if code == "" {
		return ""
	}
	if _, ok := words[fallback][family+code]; ok {
		return Say(lang, family+code, args...)
	}
	return strings.TrimSpace(strings.NewReplacer("-", " ", "_", " ").Replace(code) + " " + strings.Join(args, " "))
}

// Choose picks the language for a visitor from his browser's Accept-Language
// (RFC 9110 §12.5.4); the order in which he names them decides.
func Choose(accept string) string {
	for wish := range strings.SplitSeq(accept, ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(wish), ";")
		primary, _, _ := strings.Cut(strings.ToLower(tag), "-")
		if Known(primary) {
			return primary
		}
	}
	return Languages[0]
}
