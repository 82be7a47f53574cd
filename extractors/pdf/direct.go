package pdf

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"github.com/invoer/invoer"
)

// loadsText is PDFium's function that makes the text of a page, which takes it as
// long as all the questions about its letters together.
const loadsText = "FPDFText_LoadPage"

// A direct asks PDFium itself about the text of a page. go-pdfium gives all
// letters of a page at once, or one for a dozen calls into the sandbox, and not
// which of them cannot be seen or have no letter: whoever wants to know both has
// the text made twice (docs/decisions/0207).
type direct struct {
	module    api.Module
	functions map[string]api.Function
	room      uint32    // four numbers in PDFium's memory, into which it writes its answers
	stack     [6]uint64 // parameters of a call, and then its result
}

// newDirect makes one for an instance. PDFium's memory and all that is in it go
// with the instance.
func newDirect(module api.Module) (*direct, error) {
	d := &direct{module: module, functions: map[string]api.Function{}}
	for _, name := range []string{
		"malloc", "FPDFText_CountChars", "FPDFText_GetUnicode", "FPDFText_GetCharBox", "FPDFText_GetLooseCharBox",
		"FPDFText_GetTextObject", "FPDFTextObj_GetTextRenderMode", "FPDFText_HasUnicodeMapError",
	} {
		if d.functions[name] = module.ExportedFunction(name); d.functions[name] == nil {
			return nil, fmt.Errorf("PDFium without %s", name)
		}
	}
	room, err := d.call("malloc", 4*8)
	if err != nil {
		return nil, err
	}
	if room == 0 {
		return nil, fmt.Errorf("PDFium's memory is full")
	}
	d.room = uint32(room)
	return d, nil
}

// call gives the result of one of the functions that newDirect names.
func (d *direct) call(name string, params ...uint64) (uint64, error) {
	copy(d.stack[:], params)
	if err := d.functions[name].CallWithStack(context.Background(), d.stack[:]); err != nil {
		return 0, fmt.Errorf("%s: %w", name, err)
	}
	return d.stack[0], nil
}

// A textLayer is the text of a page as PDFium has it.
type textLayer struct {
	*direct
	at uint64 // its address
}

// count is how many characters there are.
func (t textLayer) count() (int, error) {
	found, err := t.call("FPDFText_CountChars", t.at)
	if err != nil {
		return 0, err
	}
	n := int(int32(uint32(found)))
	if n < 0 {
		return 0, errors.New("FPDFText_CountChars counts less than nothing, want the characters of a page")
	}
	return n, nil
}

// sides are those of a box in PDF user space.
type sides struct{ left, bottom, right, top float64 }

// character gives the letter at a place, 0 where there is none, and where it
// stands; known is false where PDFium does not know that.
func (t textLayer) character(i int) (r rune, at sides, known bool, err error) {
	room := uint64(t.room)
	boxed, err := t.call("FPDFText_GetCharBox", t.at, uint64(i), room, room+8, room+16, room+24)
	if err != nil {
		return 0, sides{}, false, err
	}
	code, err := t.call("FPDFText_GetUnicode", t.at, uint64(i))
	return rune(int32(uint32(code))), sides{left: t.number(0), bottom: t.number(2), right: t.number(1), top: t.number(3)}, uint32(boxed) != 0, err
}

// number is the i-th of those that PDFium wrote.
func (t textLayer) number(i uint32) float64 {
	v, _ := t.module.Memory().ReadFloat64Le(t.room + 8*i) // inside the memory, as malloc gave it
	return v
}

// advance is the box of a character from its origin to that of the next, as
// high as its font, in PDF user space. A character that PDFium added has none.
func (t textLayer) advance(i int) (invoer.Box, bool) {
	found, err := t.call("FPDFText_GetLooseCharBox", t.at, uint64(i), uint64(t.room))
	if err != nil || uint32(found) == 0 {
		return invoer.Box{}, false
	}
	var sides [4]float64 // left, top, right, bottom: FS_RECTF of fpdfview.h
	for i := range sides {
		v, _ := t.module.Memory().ReadFloat32Le(t.room + 4*uint32(i)) // as in number
		sides[i] = float64(v)
	}
	return invoer.Box{X0: sides[0], Y0: sides[3], X1: sides[2], Y1: sides[1]}, sides[2] > sides[0]
}

// mode is how a character is drawn (FPDF_TEXT_RENDERMODE of fpdf_edit.h), and
// false where it is of no object, as one that PDFium added.
func (t textLayer) mode(i int) (mode int32, ok bool) {
	object, err := t.call("FPDFText_GetTextObject", t.at, uint64(i))
	if err != nil || object == 0 {
		return 0, false
	}
	drawn, err := t.call("FPDFTextObj_GetTextRenderMode", object)
	return int32(uint32(drawn)), err == nil
}

// unmapped tells whether the font of a character gives it no way back to Unicode.
func (t textLayer) unmapped(i int) bool {
	is, err := t.call("FPDFText_HasUnicodeMapError", t.at, uint64(i))
	return err == nil && int32(uint32(is)) == 1
}

// A listener notes where PDFium puts the text of a page, which go-pdfium does not
// tell, and in which instance.
type listener struct {
	module api.Module
	text   uint64
}

// NewFunctionListener chooses the function that is listened to.
func (l *listener) NewFunctionListener(def api.FunctionDefinition) experimental.FunctionListener {
	if slices.Contains(def.ExportNames(), loadsText) {
		return l
	}
	return nil
}

// Before is nothing to listen to.
func (l *listener) Before(context.Context, api.Module, api.FunctionDefinition, []uint64, experimental.StackIterator) {
}

// After notes the address that the function gives.
func (l *listener) After(_ context.Context, module api.Module, _ api.FunctionDefinition, results []uint64) {
	l.module, l.text = module, results[0]
}

// Abort is of a function that has trapped: its caller hears of it.
func (l *listener) Abort(context.Context, api.Module, api.FunctionDefinition, error) {}

// heard is the text that was made last. It is there until it is closed.
func (e *Engine) heard() (textLayer, error) {
	if e.listener.module == nil {
		return textLayer{}, fmt.Errorf("this PDFium has no %s, by which texts of pages are made", loadsText)
	}
	if e.direct == nil || e.direct.module != e.listener.module {
		var err error
		if e.direct, err = newDirect(e.listener.module); err != nil {
			return textLayer{}, err
		}
	}
	return textLayer{e.direct, e.listener.text}, nil
}
