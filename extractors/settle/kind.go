package settle

import (
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
		all = append(all, one)
	}
	return choose(c, "doc_type", all).value
}
