package ocr

import (
	"errors"
	"image"
	"slices"
)

// A Pair reads a page with one language, and what that one doubts once more
// with the others. Tesseract with several languages does this line by line, for
// whole lines, and takes any language's word for better by its claim alone; a
// pair costs half and its first language's accents are kept. It is for one
// goroutine.
type Pair struct {
	first  *Engine
	others *Engine // nil where there is but one language
}

// leading is the language with which pages are read first where it is among
// those wanted: its model is the quickest, and its letters with accents serve
// the others too (docs/decisions/0057).
const leading = "fra"

// OpenPair makes engines for languages as Open does. Their models are loaded
// when the first page is read.
func OpenPair(languages []string, tessdata string) (*Pair, error) {
	if err := Check(languages, tessdata); err != nil {
		return nil, err
	}
	i := max(slices.Index(languages, leading), 0)
	first, err := Open(languages[i:min(i+1, len(languages))], tessdata)
	if err != nil {
		return nil, err
	}
	rest := slices.Delete(slices.Clone(languages), i, i+1)
	if len(rest) == 0 {
		return &Pair{first: first}, nil
	}
	others, err := Open(rest, tessdata)
	if err != nil {
		return nil, errors.Join(err, first.Close())
	}
	return &Pair{first: first, others: others}, nil
}

// Glance reads a picture with the first language only.
func (p *Pair) Glance(picture *image.Gray, mode Mode) ([]Word, error) {
	return p.first.Read(picture, mode)
}

// Read reads a page.
func (p *Pair) Read(page *image.Gray, mode Mode) ([]Word, error) {
	words, err := p.first.Read(page, mode)
	if err != nil || p.others == nil {
		return words, err
	}
	if err := p.restore(page, words); err != nil {
		return nil, err
	}
	read := make([]Word, 0, len(words))
	review := reviewerOf(words)
	runs := review.runs(words)
	chosen := review.chosen(runs)
	for i, run := range runs {
		if chosen[i] {
			if run, err = p.again(page, run, review.tall(run)); err != nil {
				return nil, err
			}
		}
		read = append(read, run...)
	}
	return read, nil
}

// again reads a run of words with the other languages. One in letters of double
// height is read as it stands and at half its height, and the surer of the two
// counts.
func (p *Pair) again(page *image.Gray, run []Word, tall bool) ([]Word, error) {
	box := around(run).Intersect(page.Rect)
	piece, margin := framed(page, box)
	words, err := p.others.Read(piece, Line)
	if err != nil {
		return nil, err
	}
	if tall {
		squat, err := p.others.Read(halved(piece), Line)
		if err != nil {
			return nil, err
		}
		if mean(squat) > mean(words) {
			words = doubled(squat)
		}
	}
	for i := range words {
		words[i].Box = words[i].Box.Add(box.Min.Sub(margin))
	}
	return merge(run, words), nil
}

// Close gives back the memory of the models.
func (p *Pair) Close() error {
	if p.others == nil {
		return p.first.Close()
	}
	return errors.Join(p.first.Close(), p.others.Close())
}
