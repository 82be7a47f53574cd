package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"

	"github.com/invoer/invoer"
)

// Fields are the fields that a document has, in the order of the contract.
type Fields []Field

// A Field is one value, how sure we are of it, and where it was seen: on a page
// and in a box there (x0, y0, x1, y1 in points from the top left corner), or at
// the XPath of an e-invoice. Value is a string; for vat_breakdown and lines it
// is []VATLine and []Line.
type Field struct {
	Name       string            `json:"-"`
	Value      any               `json:"value"`
	Confidence invoer.Confidence `json:"confidence"`
	Reader     string            `json:"reader"`
	Path       string            `json:"path,omitempty"`
	Page       int               `json:"page,omitempty"`
	Box        []float64         `json:"box,omitempty"`
	Why        string            `json:"why"`
}

// MarshalJSON writes an object with the fields in their order.
func (f Fields) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	out.WriteByte('{')
	for i, field := range f {
		if i > 0 {
			out.WriteByte(',')
		}
		value, err := json.Marshal(field)
		if err != nil {
			return nil, fmt.Errorf("field %s: %w", field.Name, err)
		}
		fmt.Fprintf(&out, "%q:%s", field.Name, value)
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

// FieldsOf gives the fields that an invoice has. Say gives the words of a
// reason.
func FieldsOf(inv *invoer.Invoice, say func(invoer.Reason) string) Fields {
	fields := Fields{}
	for _, v := range inv.Values() {
		if v.Text == "" {
			continue
		}
		f := seen(v.Name, v.Origin, v.Confidence, say)
		f.Value = v.Text
		fields = append(fields, f)
	}
	if len(inv.Breakdown) > 0 {
		shown, sure := Breakdown(inv.Breakdown)
		f := seen("vat_breakdown", inv.Breakdown[0].Origin, sure, say) // stands where its first line does
		f.Value = shown
		fields = append(fields, f)
	}
	if len(inv.Lines) > 0 {
		shown, sure := Lines(inv.Lines)
		f := seen("lines", inv.Lines[0].Origin, sure, say)
		f.Value = shown
		fields = append(fields, f)
	}
	return fields
}

func seen(name string, o invoer.Origin, sure invoer.Confidence, say func(invoer.Reason) string) Field {
	f := Field{Name: name, Confidence: sure, Reader: o.Reader, Path: o.Path, Page: o.Page, Why: say(o.Why)}
	if !o.Box.Empty() {
		f.Box = []float64{tenth(o.Box.X0), tenth(o.Box.Y0), tenth(o.Box.X1), tenth(o.Box.Y1)}
	}
	return f
}

// tenth rounds points to what can be seen.
func tenth(points float64) float64 { return math.Round(points*10) / 10 }

// A VATLine is one rate of vat_breakdown.
type VATLine struct {
	Rate     string `json:"rate"`
	Base     string `json:"base"`
	VAT      string `json:"vat"`
	Category string `json:"category"`
}

// Breakdown gives the rates of an invoice, and the confidence of the least
// sure one.
func Breakdown(rates []invoer.VATLine) (shown []VATLine, sure invoer.Confidence) {
	shown, sure = make([]VATLine, len(rates)), invoer.Certain
	for i, r := range rates {
		sure = min(sure, r.Confidence)
		shown[i] = VATLine{Percent(r.Rate), r.Base.String(), r.VAT.String(), r.Category}
	}
	return shown, sure
}

// A Line is one invoice line.
type Line struct {
	Description string `json:"description"`
	Quantity    string `json:"quantity"`
	UnitPrice   string `json:"unit_price"`
	Rate        string `json:"rate"`
	Total       string `json:"total"`
}

// Lines gives the lines of an invoice, and the confidence of the least sure
// one.
func Lines(all []invoer.Line) (shown []Line, sure invoer.Confidence) {
	shown, sure = make([]Line, len(all)), invoer.Certain
	for i, l := range all {
		sure = min(sure, l.Confidence)
		shown[i] = Line{l.Description, l.Quantity, l.UnitPrice, Percent(l.Rate), l.Total.String()}
	}
	return shown, sure
}

// Percent writes hundredths of a per cent: 2100 is "21", 550 is "5.5". Less
// than nothing is unknown and gives "".
func Percent(rate int64) string {
	switch {
	case rate < 0:
		return ""
	case rate%100 == 0:
		return fmt.Sprint(rate / 100)
	case rate%10 == 0:
		return fmt.Sprintf("%d.%d", rate/100, rate%100/10)
	}
	return fmt.Sprintf("%d.%02d", rate/100, rate%100)
}
