package settle

import (
	"regexp"
	"slices"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/fields"
	"github.com/invoer/invoer/extractors/weights"
)

// kind chooses what the document is: by its titles, and where it has none by
// what stands on it.
func (c *chooser) kind() invoer.Kind {
	titles := c.doc.Kinds()
	strongest := 0.0
	for _, w := range titles {
		strongest = max(strongest, w)
	}
	till := c.doc.Till()
	amounts := c.doc.Amounts()
	figures := len(amounts) >= 3 || slices.ContainsFunc(amounts, func(a fields.Amount) bool { return c.doc.Stated(a.Spot) })
	inFavour := c.inFavour()
	favour := inFavour > 0 && (strongest < 0.2 || titles[invoer.KindInvoice] == strongest)
	dated := len(c.doc.Dates(c.today)) > 0
	var all []candidate[invoer.Kind]
	for _, k := range invoer.Kinds {
		one := candidate[invoer.Kind]{value: k, text: string(k), quality: invoer.Certain, origin: invoer.Origin{Reader: "computed"}}
		of := func(feature string, value float64) { one.features.Add(string(k)+": "+feature, value) }
		of("any", 1)
		of("title", titles[k])
		of("strongest title", weights.Flag(titles[k] > 0 && titles[k] == strongest))
		of("like a till receipt", till)
		of("no title of any kind", weights.Flag(strongest < 0.2))
		of("amounts and a date", weights.Flag(figures && dated))
		of("no amounts", weights.Flag(!figures))
		of("a total in favour of the receiver", weights.Flag(favour && k == invoer.KindCreditNote))
		all = append(all, one)
	}
	kind := choose(c, "doc_type", all).value
	if kind == invoer.KindCreditNote {
		c.favour = inFavour
	}
	c.bySign = favour && kind == invoer.KindCreditNote && titles[kind] < titles[invoer.KindInvoice]
	return kind
}

// clearly is the least weight of a label that says what an amount is.
const clearly = 0.6

// inFavour gives the cents of a total that is in favour of the one who receives the
// document: negative, or said to be so, where nothing is to be paid. 0 is none.
func (c *chooser) inFavour() int64 {
	last, favour := int64(0), int64(0)
	for _, a := range c.doc.Amounts() {
		total, payable := besideIt(a, fields.LabelTotal, fields.LabelGross, fields.LabelPayable), besideIt(a, fields.LabelGross, fields.LabelPayable)
		cents := a.Money.Cents
		switch {
		case a.Second || cents == 0 || total < clearly || besideIt(a, fields.LabelNet, fields.LabelVAT, fields.LabelItem, fields.LabelCarried) >= total:
			continue
		case c.saysFavour(a):
			favour = a.Money.Abs().Cents
			continue
		case cents > 0 && payable >= clearly:
			return 0
		}
		last = cents
	}
	if favour == 0 {
		favour = max(0, -last)
	}
	return favour
}

// besideIt is how strongly a label in the line of an amount says what it is.
func besideIt(a fields.Amount, labels ...fields.Label) float64 {
	w, _ := fields.Weigh(slices.DeleteFunc(slices.Clone(a.Sightings), func(s fields.Sighting) bool { return s.Relation == fields.Above || s.Relation == fields.Below }), labels...)
	return w
}

// inYourFavour says so in the line of an amount, of this document.
var (
	inYourFavour = regexp.MustCompile(`(?i)te uwen gunste|in uw voordeel|in uw credit|en votre faveur|à votre crédit|zu ihren gunsten|in your favou?r`)
	ofAnother    = regexp.MustCompile(`(?i)vorig|pr[ée]c[ée]dent|previous|vorherig`)
)

func (c *chooser) saysFavour(a fields.Amount) bool {
	line := c.doc.Pages[a.Spot.Page].Lines[a.Spot.Line].Text()
	return inYourFavour.MatchString(line) && !ofAnother.MatchString(line)
}
