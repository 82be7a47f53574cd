package images

import (
	"image"

	"github.com/invoer/invoer"
)

// PrintOf is what an upright, straight page looks like, very small; nil for one
// with less ink than a few lines of writing have.
func PrintOf(page *image.Gray) invoer.Print {
	s, _ := sketchOf(page)
	box := s.written()
	if box.Empty() {
		return nil
	}
	p := make(invoer.Print, invoer.PrintWidth*invoer.PrintHeight)
	for y := range invoer.PrintHeight {
		for x := range invoer.PrintWidth {
			field := image.Rect(
				box.Min.X+x*box.Dx()/invoer.PrintWidth, box.Min.Y+y*box.Dy()/invoer.PrintHeight,
				box.Min.X+(x+1)*box.Dx()/invoer.PrintWidth, box.Min.Y+(y+1)*box.Dy()/invoer.PrintHeight)
			p[y*invoer.PrintWidth+x] = s.darkness(field)
		}
	}
	return p
}

// Bounds of what a print is made of.
const (
	printBorder = 0.03  // of the page at each side, where scanners leave shadows
	printLeast  = 0.002 // of the page in ink: about three lines of writing
	printStray  = 0.004 // of the ink at each side that is not believed to be writing: specks
	printFull   = 0.4   // ink of a field that counts as full
)

// written is the part of the page that has its writing, without specks around
// it; empty where there is too little.
func (s sketch) written() image.Rectangle {
	dx, dy := int(float64(s.w)*printBorder), int(float64(s.h)*printBorder)
	columns, rows := make([]int, s.w), make([]int, s.h)
	all := 0
	for y := dy; y < s.h-dy; y++ {
		for x := dx; x < s.w-dx; x++ {
			if s.ink[y*s.w+x] {
				columns[x]++
				rows[y]++
				all++
			}
		}
	}
	if float64(all) < printLeast*float64(len(s.ink)) {
		return image.Rectangle{}
	}
	x0, x1 := within(columns, all)
	y0, y1 := within(rows, all)
	if x1-x0 < invoer.PrintWidth || y1-y0 < invoer.PrintHeight {
		return image.Rectangle{}
	}
	return image.Rect(x0, y0, x1, y1)
}

// within gives the first and the last place between which all but the stray
// ink lies.
func within(counts []int, all int) (from, to int) {
	stray := int(printStray * float64(all))
	for n := 0; from < len(counts); from++ {
		if n += counts[from]; n > stray {
			break
		}
	}
	to = len(counts)
	for n := 0; to > from; to-- {
		if n += counts[to-1]; n > stray {
			break
		}
	}
	return from, to
}

// darkness of a field, from 0 to 255.
func (s sketch) darkness(field image.Rectangle) uint8 {
	n := 0
	for y := field.Min.Y; y < field.Max.Y; y++ {
		for x := field.Min.X; x < field.Max.X; x++ {
			if s.ink[y*s.w+x] {
				n++
			}
		}
	}
	full := printFull * float64(field.Dx()*field.Dy())
	return uint8(min(float64(n)/full, 1) * 255)
}
