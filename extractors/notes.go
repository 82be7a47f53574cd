package extractors

import (
	"slices"
	"strconv"
	"strings"

	"github.com/invoer/invoer"
)

// Rules of findings about how pages were read.
const (
	RuleCoarse = "page-read-coarsely"      // it was too much to be read as sharply as it is
	RuleLayer  = "text-and-picture-differ" // its text layer says other words than its picture, which was read
	RuleInside = "files-inside"            // other PDFs lie in its PDF as files, which nobody read
)

var severities = map[string]invoer.Severity{RuleCoarse: invoer.Warning, RuleLayer: invoer.Note, RuleInside: invoer.Warning}

// noted adds a rule to the notes on a page, once.
func noted(notes []string, rule string) []string {
	if slices.Contains(notes, rule) {
		return notes
	}
	return append(notes, rule)
}

// Noted tells what is noted on pages: one finding for each rule, with the
// numbers of the pages.
func Noted(pages []invoer.Page) []invoer.Finding {
	var found []invoer.Finding
	for _, rule := range []string{RuleCoarse, RuleLayer, RuleInside} {
		var numbers []string
		for _, p := range pages {
			if slices.Contains(p.Notes, rule) {
				numbers = append(numbers, strconv.Itoa(p.Number))
			}
		}
		if len(numbers) > 0 {
			found = append(found, invoer.Find(rule, severities[rule], "", strings.Join(numbers, ", ")))
		}
	}
	return found
}
