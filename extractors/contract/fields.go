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
		fields = append(fields, breakdown(inv.Breakdown, say))
	}
	if len(inv.Lines) > 0 {
		fields = append(fields, lines(inv.Lines, say))
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

// breakdown is as sure as its least sure line and stands where the first does.
func breakdown(rates []invoer.VATLine, say func(invoer.Reason) string) Field {
	f := seen("vat_breakdown", rates[0].Origin, rates[0].Confidence, say)
	shown := make([]VATLine, len(rates))
	for i, r := range rates {
		f.Confidence = min(f.Confidence, r.Confidence)
		shown[i] = VATLine{Percent(r.Rate), r.Base.String(), r.VAT.String(), r.Category}
	}
	f.Value = shown
	return f
}

// A Line is one invoice line.
type Line struct {
	Description string `json:"description"`
	Quantity    string `json:"quantity"`
	UnitPrice   string `json:"unit_price"`
	Rate        string `json:"rate"`
	Total       string `json:"total"`
}

func lines(all []invoer.Line, say func(invoer.Reason) string) Field {
	f := seen("lines", all[0].Origin, all[0].Confidence, say)
	shown := make([]Line, len(all))
	for i, l := range all {
		f.Confidence = min(f.Confidence, l.Confidence)
		shown[i] = Line{l.Description, l.Quantity, l.UnitPrice, Percent(l.Rate), l.Total.String()}
	}
	f.Value = shown
	return f
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
