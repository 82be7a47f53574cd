package einvoice

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/invoer/invoer"
)

// MostBytes is the largest XML file that is read. The largest honest ones carry
// a PDF of some megabytes as base64.
const MostBytes = 48 << 20

// Bounds of what is in it. EN 16931 is 12 levels deep.
const (
	mostElements = 500_000
	mostDepth    = 100
	mostAttr     = 64 << 10
)

// Parse reads a file into its root element. Recoded tells that its bytes are
// in another encoding than it declares and were read in the one they are in.
func Parse(b []byte) (root *Element, recoded bool, err error) {
	if len(b) > MostBytes {
		return nil, false, invoer.Unread(invoer.CodeTooLarge, fmt.Sprintf("an e-invoice of more than %d MiB; ask the sender to leave its attachments out", MostBytes>>20))
	}
	text, recoded, err := decode(b)
	if err != nil {
		return nil, false, err
	}
	p := parser{d: xml.NewDecoder(bytes.NewReader(text))}
	p.d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // it is UTF-8 by now
	for p.err == nil {
		p.next()
	}
	if p.err != io.EOF {
		return nil, recoded, p.err
	}
	return p.root, recoded, nil
}

// A parser builds the tree of elements; here is the one that it stands in.
type parser struct {
	d          *xml.Decoder
	root, here *Element
	text       []*strings.Builder // of here and of each element around it
	elements   int
	err        error
}

// next takes one token. What ends the file is in err, io.EOF for a sound one.
func (p *parser) next() {
	line, col := p.d.InputPos()
	token, err := p.d.Token()
	switch {
	case err == io.EOF && p.root == nil:
		p.err = invoer.Unread(invoer.CodeEmpty, "an XML file without any element; "+retry)
		return
	case err == io.EOF:
		p.err = io.EOF
		return
	case err != nil:
		p.err = p.fault(syntax(err))
		return
	}
	switch token := token.(type) {
	case xml.StartElement:
		p.open(token, line, col)
	case xml.EndElement:
		p.close()
	case xml.CharData:
		if len(p.text) > 0 {
			p.text[len(p.text)-1].Write(token)
		}
	case xml.Directive:
		p.directive(token)
	}
}

// syntax drops encoding/xml's own line, which fault says better, and names
// what to do.
func syntax(err error) error {
	var wrong *xml.SyntaxError
	if errors.As(err, &wrong) {
		err = errors.New(wrong.Msg)
	}
	return fmt.Errorf("%w; %s", err, retry)
}

func (p *parser) fault(err error) error {
	line, col := p.d.InputPos()
	e := &Error{Line: line, Col: col, Err: err}
	if p.here != nil {
		e.Path = p.here.names()
	}
	return e
}

func (p *parser) refuse(code invoer.Code, detail string) {
	p.err = p.fault(invoer.Unread(code, detail))
}

// directive refuses document type definitions: no e-invoice has one, and they
// are how XML is made to do harm (entities that grow, files that are fetched).
func (p *parser) directive(d xml.Directive) {
	if bytes.HasPrefix(bytes.TrimSpace(d), []byte("DOCTYPE")) {
		p.refuse(invoer.CodeDangerous, "an e-invoice has no document type definition, and this file does; ask the sender for one without")
	}
}

func (p *parser) open(token xml.StartElement, line, col int) {
	p.elements++
	if p.elements > mostElements {
		p.refuse(invoer.CodeTooLarge, fmt.Sprintf("more than %d elements; ask the sender to split the e-invoice", mostElements))
		return
	}
	if len(p.text) >= mostDepth {
		p.refuse(invoer.CodeDangerous, fmt.Sprintf("more than %d elements in each other, which no e-invoice has", mostDepth))
		return
	}
	e := &Element{Space: token.Name.Space, Name: token.Name.Local, Parent: p.here, Line: line, Col: col}
	for _, a := range token.Attr {
		if len(a.Value) > mostAttr {
			p.refuse(invoer.CodeTooLarge, fmt.Sprintf("an attribute of more than %d bytes, which no e-invoice has", mostAttr))
			return
		}
		if e.Attrs == nil {
			e.Attrs = map[string]string{}
		}
		e.Attrs[a.Name.Local] = a.Value
	}
	switch {
	case p.here != nil:
		p.here.adopt(e)
	case p.root != nil:
		p.refuse(invoer.CodeDamaged, "an XML file with more than one root element; "+retry)
		return
	default:
		p.root = e
	}
	p.here = e
	p.text = append(p.text, &strings.Builder{})
}

func (p *parser) close() {
	p.here.Text = strings.TrimSpace(p.text[len(p.text)-1].String())
	p.text = p.text[:len(p.text)-1]
	p.here = p.here.Parent
}
