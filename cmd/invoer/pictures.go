package main

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api/portal/locale"
	"github.com/invoer/invoer/extractors"
	"github.com/invoer/invoer/extractors/images"
)

// The colours of values by how sure they are, and of findings.
var (
	inkSure    = color.RGBA{G: 0x6b, B: 0x2f, A: 0xff}
	inkLikely  = color.RGBA{R: 0x9a, G: 0x5b, A: 0xff}
	inkUnsure  = color.RGBA{R: 0xb0, B: 0x10, A: 0xff}
	inkRemark  = color.RGBA{R: 0x30, G: 0x30, B: 0x30, A: 0xff}
	inkFinding = color.RGBA{R: 0x7a, B: 0x8a, A: 0xff}
)

// An album is a folder into which pages are drawn with what was read on them.
type album struct {
	dir    string
	reader *extractors.Reader
}

// add draws the pages of the documents of a file, the nth of the command.
func (a album) add(ctx context.Context, n int, path string, readings []extractors.Reading) error {
	for d, reading := range readings {
		cutter := newScissors(ctx, a.reader, path, reading)
		for page := range reading.Paper {
			picture := cutter.page(page + 1)
			if picture == nil {
				continue // nothing of it can be drawn, as of what lies in an archive
			}
			name := fmt.Sprintf("%03d-%s-%d-%d.png", n+1, safeName(path), d+1, page+1)
			if err := a.write(name, picture, reading, page+1); err != nil {
				return fmt.Errorf("picture of %s, page %d: %w", path, page+1, err)
			}
		}
	}
	return nil
}

func (a album) write(name string, picture image.Image, of extractors.Reading, page int) error {
	scale := float64(picture.Bounds().Dx()) / of.Paper[page-1].Width
	drawn, err := images.Annotate(picture, notesOn(page, of.Invoice, scale), remarksOf(of.Invoice))
	if err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(a.dir, name))
	if err != nil {
		return err
	}
	defer f.Close()
	if err := png.Encode(f, drawn); err != nil {
		return err
	}
	return f.Close()
}

// safeName makes of a file's name one that is safe in any folder: letters and
// digits without accents, dashes for the rest, and not too long.
func safeName(path string) string {
	base := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return '-'
	}, base)
	return name[:min(len(name), 60)]
}

// notesOn are the values that were seen on a page, and the lines of goods.
func notesOn(page int, inv invoer.Invoice, scale float64) []images.Note {
	var notes []images.Note
	add := func(name string, sure invoer.Confidence, o invoer.Origin) {
		if o.Page == page && !o.Box.Empty() {
			notes = append(notes, images.Note{Box: pixels(o.Box, scale), Label: fmt.Sprintf("%s %d", name, sure), Ink: inkOf(sure)})
		}
	}
	for _, line := range inv.Lines {
		add("line", line.Confidence, line.Origin)
	}
	for _, v := range inv.Values() {
		add(v.Name, v.Confidence, v.Origin)
	}
	return notes
}

func inkOf(sure invoer.Confidence) color.Color {
	switch {
	case sure >= 95:
		return inkSure
	case sure >= 70:
		return inkLikely
	}
	return inkUnsure
}

// remarksOf are all values with their reasons, and the findings.
func remarksOf(inv invoer.Invoice) []images.Remark {
	remarks := []images.Remark{{Text: fmt.Sprintf("%s, %s", inv.Kind, inv.Language), Ink: inkRemark}}
	for _, v := range inv.Values() {
		if v.Text == "" {
			continue
		}
		remarks = append(remarks,
			images.Remark{Text: fmt.Sprintf("%s: %s  (%d)", v.Name, v.Text, v.Confidence), Ink: inkOf(v.Confidence)},
			images.Remark{Text: "      " + locale.Why("en", v.Origin.Why), Ink: inkRemark})
	}
	for _, f := range inv.Findings {
		remarks = append(remarks, images.Remark{Text: fmt.Sprintf("%s: %s", f.Severity, locale.Finding("en", f)), Ink: inkFinding})
	}
	return remarks
}
