package fields

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDomainsIn(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"www.bois-negoce.be":                  {"bois-negoce"},
		"info@pharmacie-tilkin.be":            {"pharmacie-tilkin"},
		"Tel. 081 566 70 91 info@free.fr":     nil,
		"info@pharmacie-tilkin":               {"pharmacie-tilkin"}, // cut off at the edge of a scan
		"info@laboratoire-alvira. TVA BE 045": {"laboratoire-alvira"},
		"30 stuks @ 12,50":                    nil,
	} {
		if diff := cmp.Diff(want, domainsIn(text)); diff != "" {
			t.Errorf("%q: want - got +:\n%s", text, diff)
		}
	}
}
