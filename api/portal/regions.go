package portal

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// showRegion reads a box of a page anew, for a field that somebody drew it for.
// Where the page's words come from its text layer they are exact already, and
// those in the box are given; a picture is read again.
func (p *Portal) showRegion(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	if err := works(me); err != nil {
		return err
	}
	page, err := p.pageOf(r, me.Scope)
	if err != nil {
		return err
	}
	box, err := boxOf(r.URL.Query().Get("box"))
	if err != nil {
		return err
	}
	words, err := p.wordsIn(r, me.Scope, page, box)
	if err != nil {
		return err
	}
	return sendJSON(w, http.StatusOK, map[string][]invoer.Word{"words": words})
}

func (p *Portal) wordsIn(r *http.Request, who invoer.Scope, page storage.PageView, box invoer.Box) ([]invoer.Word, error) {
	if page.Reader == "text" {
		words, err := p.Store.Words(r.Context(), who, page.File, page.Page)
		if err != nil {
			return nil, err
		}
		words = slices.DeleteFunc(words, func(w invoer.Word) bool { return !centred(w.Box, box) })
		if len(words) > 0 {
			return words, nil
		}
	}
	return p.Region(r.Context(), who, page.File, page.Page, box)
}

// centred tells whether the middle of a word lies in a box.
func centred(word, box invoer.Box) bool {
	x, y := (word.X0+word.X1)/2, (word.Y0+word.Y1)/2
	return x >= box.X0 && x <= box.X1 && y >= box.Y0 && y <= box.Y1
}

// boxOf reads "x0,y0,x1,y1" in points.
func boxOf(s string) (invoer.Box, error) {
	parts := strings.Split(s, ",")
	if len(parts) != 4 {
		return invoer.Box{}, fmt.Errorf("%w: box %q, want x0,y0,x1,y1", invoer.ErrInvalid, s)
	}
	var n [4]float64
	for i, part := range parts {
		var err error
		if n[i], err = strconv.ParseFloat(part, 64); err != nil || !(n[i] >= 0 && n[i] <= 1e5) {
			return invoer.Box{}, fmt.Errorf("%w: box %q, want numbers from 0 to 100000", invoer.ErrInvalid, s)
		}
	}
	if n[0] >= n[2] || n[1] >= n[3] {
		return invoer.Box{}, fmt.Errorf("%w: box %q holds nothing", invoer.ErrInvalid, s)
	}
	return invoer.Box{X0: n[0], Y0: n[1], X1: n[2], Y1: n[3]}, nil
}
