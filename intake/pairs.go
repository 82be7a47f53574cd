package intake

import (
	"context"
	"fmt"
	"io"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/einvoice"
	"github.com/invoer/invoer/extractors/media"
)

// pair finds e-invoices whose picture came beside them: a PDF of the XML's name,
// or with the invoice's number in its name. The two become one document; the
// XML rules and the PDF is what people see. Two files that merely came together
// stay two: one would hide the other.
func (g *Gate) pair(ctx context.Context, office invoer.OfficeID, parts []invoer.Part) error {
	pdfs := taken(parts, media.PDF)
	if len(pdfs) == 0 {
		return nil
	}
	numbers := map[int]string{} // of e-invoices, by their place
	for _, x := range taken(parts, media.XML) {
		number, invoice, err := g.eInvoice(ctx, office, parts[x])
		if err != nil {
			return err
		}
		if invoice {
			numbers[x] = number
		}
	}
	pictured := map[int]bool{}
	for _, belong := range []func(xml, pdf, number string) bool{sameStem, numbered} {
		for _, x := range slices.Sorted(maps.Keys(numbers)) {
			for _, p := range pdfs {
				if !pictured[x] && parts[p].Beside == 0 && belong(parts[x].Name, parts[p].Name, numbers[x]) {
					parts[p].Beside, pictured[x] = x+1, true
				}
			}
		}
	}
	return nil
}

// sameStem and numbered tell by names whether a PDF is the picture of an e-invoice.
// A name that is the same says more than a number in it.
func sameStem(xml, pdf, _ string) bool { return stem(xml) == stem(pdf) }

// numbered: the number stands in the name, and no digits stand around it that make
// it another. A short one may be part of a day that is written with signs.
func numbered(_, pdf, number string) bool {
	const short, long = 3, 5
	if len(number) < short {
		return false
	}
	between := ""
	if len(number) >= long {
		between = `[^\pL\pN]*`
	}
	var pattern strings.Builder
	pattern.WriteString(`(?:^|[^\pN])`)
	for i, sign := range number {
		if i > 0 {
			pattern.WriteString(between)
		}
		pattern.WriteString(regexp.QuoteMeta(string(sign)))
	}
	pattern.WriteString(`(?:[^\pN]|$)`)
	found, err := regexp.MatchString(pattern.String(), stem(pdf))
	return err == nil && found // signs of a name make a pattern that is sound
}

func taken(parts []invoer.Part, media string) []int {
	var at []int
	for i, p := range parts {
		if p.Outcome == invoer.Taken && p.Media == media {
			at = append(at, i)
		}
	}
	return at
}

func stem(name string) string {
	return strings.ToLower(strings.TrimSuffix(name, path.Ext(name)))
}

// root is that of an e-invoice (UBL 2.1, CII), also in an envelope (SBDH).
var root = regexp.MustCompile(`<(?:[A-Za-z0-9_.-]+:)?(?:Invoice|CreditNote|CrossIndustryInvoice|CrossIndustryDocument|StandardBusinessDocument)[\s/>]`)

// id is the invoice's number in them (EN 16931 BT-1): the first ID that is not
// one of the syntax or the process.
var id = regexp.MustCompile(`<(?:[A-Za-z0-9_.-]+:)?(?:ID|ExchangedDocument>\s*<(?:[A-Za-z0-9_.-]+:)?ID)>([^<]{1,50})</`)

// signs are the letters and digits of a text, in lower case.
func signs(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}

// EInvoice tells by its beginning whether an XML is an e-invoice, also in an
// envelope.
func EInvoice(r io.Reader) (bool, error) {
	_, invoice, err := look(r)
	return invoice, err
}

// look tells by its beginning whether an XML is an e-invoice, and its number.
func look(r io.Reader) (number string, invoice bool, err error) {
	head, err := io.ReadAll(io.LimitReader(einvoice.UTF8(r), media.Head))
	if err != nil {
		return "", false, fmt.Errorf("%w: looking at an XML: %w", invoer.ErrUnavailable, err)
	}
	for _, found := range id.FindAllSubmatch(head, 10) {
		if text := string(found[1]); number == "" && !strings.HasPrefix(text, "urn:") {
			number = signs(text)
		}
	}
	return number, root.Match(head), nil
}

func (g *Gate) eInvoice(ctx context.Context, office invoer.OfficeID, p invoer.Part) (number string, invoice bool, err error) {
	blob, err := g.Blobs.Get(ctx, invoer.BlobKey(string(office)+"/"+p.SHA256))
	if err != nil {
		return "", false, fmt.Errorf("looking at an XML: %w", err)
	}
	defer blob.Close()
	return look(blob)
}
