package portal

import (
	"fmt"
	"strconv"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// margin is how far a box stands off the words that it is drawn around, in
// points.
const margin = 1.5

// drawnAtOnce is how many pages show their pictures at once; those behind them
// do when somebody comes near.
const drawnAtOnce = 2

// sheets are the pages of a document with the boxes of its values.
func (f frame) sheets(doc storage.View) []sheet {
	sheets := make([]sheet, len(doc.Pages))
	for i, page := range doc.Pages {
		number := strconv.Itoa(i + 1)
		at := documentPage{ID: doc.ID}.Action("pages/" + number)
		sheets[i] = sheet{
			Number: i + 1, Label: f.Say("doc.page_image", number), Width: page.Width, Height: page.Height, Turn: page.Turn,
			Image: at, Small: at + "?small", Words: at + "/words", Soon: i < drawnAtOnce,
		}
		if page.Image != "" { // kept as it is: the same picture serves both
			sheets[i].Small = at
		}
		if page.Width <= 0 || page.Height <= 0 { // not measured yet, or it could not be: A4
			sheets[i].Width, sheets[i].Height = 595, 842
		}
		sheets[i].turn()
	}
	for _, v := range doc.Invoice.Values() {
		if at := v.Origin.Page - 1; at >= 0 && at < len(sheets) && !v.Origin.Box.Empty() && v.Text != "" {
			sheets[at].Boxes = append(sheets[at].Boxes, f.box(v))
		}
	}
	return sheets
}

// SmallWidth is how wide a page is in the strip, in pixels of the screen, and
// SmallHeight how high: the strip does not move when pictures come.
func (s sheet) SmallWidth() int { return smallWidth / 2 }

// SmallHeight see SmallWidth.
func (s sheet) SmallHeight() int { return int(float64(s.SmallWidth()) * s.Height / s.Width) }

// turn moves the picture of a page so that it is seen as a person turned it.
func (s *sheet) turn() {
	s.SeenWidth, s.SeenHeight = s.Width, s.Height
	if s.Turn%180 != 0 {
		s.SeenWidth, s.SeenHeight = s.Height, s.Width
	}
	switch s.Turn {
	case 90:
		s.Transform = fmt.Sprintf("translate(%g 0) rotate(90)", s.Height)
	case 180:
		s.Transform = fmt.Sprintf("translate(%g %g) rotate(180)", s.Width, s.Height)
	case 270:
		s.Transform = fmt.Sprintf("translate(0 %g) rotate(270)", s.Width)
	}
}

// box is drawn around the place of a value.
func (f frame) box(v invoer.Value) boxView {
	b := v.Origin.Box
	said := f.sure(v.Confidence, v.Origin.Reader, true)
	return boxView{
		Field: v.Name, Level: said.Level, Title: f.Say("field."+v.Name) + ": " + f.Shown(v.Name, v.Text) + " (" + said.Word + ")",
		X: b.X0 - margin, Y: b.Y0 - margin, Width: b.Width() + 2*margin, Height: b.Height() + 2*margin,
	}
}
