package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/invoer/invoer/exports/separators"
	"github.com/invoer/invoer/extractors/barcodes"
	"github.com/invoer/invoer/extractors/cut"
	"github.com/invoer/invoer/extractors/eval"
	"github.com/invoer/invoer/extractors/samples/paper"
	"github.com/invoer/invoer/extractors/samples/wear"
)

// A laying is how the sheets of a stack are printed and scanned.
type laying int

// Every third stack is laid in the same way. On blank backs the front shows
// through.
const (
	fronts    laying = iota // only fronts are scanned
	bothSides               // printed on both sides: a document with an odd number of pages ends with a blank back
	oneSide                 // printed on one side and scanned on both
	layings
)

// A stack has 8 to 16 documents, scanned at one resolution.
const (
	leastInStack = 8
	mostInStack  = 16
)

// A pile is a stack that is being laid, with a separator before each document.
type pile struct {
	camera *camera
	r      *rand.Rand
	laid   laying
	form   string
	dpi    float64
	pages  []*image.Gray
	truth  eval.StackTruth
}

// stack writes stack number n, of documents from number next on, and tells how
// many it took.
func (b *batch) stack(n, next int) (truth eval.StackTruth, took int, err error) {
	r := rand.New(rand.NewPCG(b.seed, uint64(n)))
	p := pile{camera: &b.camera, r: r, laid: laying(n) % layings, form: b.as, dpi: []float64{150, 200, 300}[r.IntN(3)]}
	took = leastInStack + r.IntN(mostInStack-leastInStack+1)
	for i := range took {
		if err := p.separate(i+1, took); err != nil {
			return truth, 0, err
		}
		if err := p.lay(b.recipe(next + i).Make().PDF); err != nil {
			return truth, 0, fmt.Errorf("document %d: %w", next+i, err)
		}
	}
	p.truth.ID = fmt.Sprintf("stack-%d-%d", b.seed, n)
	p.truth.File = "docs/" + p.truth.ID + ".pdf"
	content, err := paper.Pictures(p.pages, p.dpi, 55+r.IntN(40))
	if err != nil {
		return truth, 0, err
	}
	return p.truth, took, os.WriteFile(filepath.Join(b.out, filepath.FromSlash(p.truth.File)), content, 0o644)
}

// separate lays separator number n of so many.
func (p *pile) separate(n, of int) error {
	code, err := barcodes.Square(cut.Sheet{Run: "STACKS", Number: n, Of: of}.Text(nil))
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := separators.Write(&file, []separators.Sheet{{Code: code, Lines: []string{"Separator", fmt.Sprintf("%d of %d", n, of)}}}); err != nil {
		return err
	}
	page, err := p.camera.draw(file.Bytes(), p.dpi)
	if err != nil {
		return err
	}
	p.truth.Separators = append(p.truth.Separators, p.scan(page[0]))
	if p.laid != fronts {
		p.back(page[0])
	}
	return nil
}

// lay lays a document.
func (p *pile) lay(file []byte) error {
	pages, err := p.camera.draw(file, p.dpi)
	if err != nil {
		return err
	}
	var numbers []int
	for i, page := range pages {
		numbers = append(numbers, p.scan(page))
		switch last := i == len(pages)-1; {
		case p.laid == bothSides && last && len(pages)%2 == 1, p.laid == oneSide && last:
			p.back(page)
		case p.laid == oneSide:
			numbers = append(numbers, p.back(page)) // a blank page between two others stays with them
		}
	}
	p.truth.Documents = append(p.truth.Documents, eval.StackDocument{Pages: numbers})
	return nil
}

// scan adds a page as the scanner sees it, and back the blank back of one. Both
// tell its number.
func (p *pile) scan(page *image.Gray) int {
	p.pages = append(p.pages, worn(p.r, page, p.form))
	return len(p.pages)
}

func (p *pile) back(page *image.Gray) int {
	p.pages = append(p.pages, wear.Back(p.r, page))
	return len(p.pages)
}

// layStacks writes the stacks and the file with their truths.
func (b *batch) layStacks() error {
	truths, err := os.Create(filepath.Join(b.out, "batches.jsonl"))
	if err != nil {
		return err
	}
	defer truths.Close()
	next := 0
	for n := range b.stacks {
		truth, took, err := b.stack(n, next)
		if err == nil {
			err = json.NewEncoder(truths).Encode(truth)
		}
		if err != nil {
			return fmt.Errorf("stack %d: %w", n, err)
		}
		next += took
	}
	return truths.Close()
}
