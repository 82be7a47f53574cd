package precedent

import "github.com/invoer/invoer/belgium"

// meanings are the kinds of cost that something means, and what said each.
type meanings struct{ kinds, by []string }

func meaningsOf(words []string) meanings {
	kinds, by := belgium.CostsSaid(words)
	return meanings{kinds, by}
}

// Kinds of the witnesses of what is bought.
const (
	costsSaid  = "costs"       // by the words of a unit
	costsNamed = "costs-named" // by the supplier's name
	costsSold  = "costs-sold"  // by its activity
	usual      = "usual"       // on which accounts the client books in the classes that are usual for it
)

// meant are the witnesses of what is bought, however it is called: words that
// nobody saw here are heard as others for the same thing, and a thing that was
// never bought as what stands where firms usually book it.
func (d *document) meant(u unit) []witness {
	w := witness{kind: usual}
	for _, cost := range d.costsOf(u).kinds {
		for _, class := range belgium.UsualClasses(cost) {
			k := d.key(usual, class)
			w.keys, w.tallies, w.said = append(w.keys, k), append(w.tallies, d.memory.at(k)), append(w.said, class)
		}
	}
	return []witness{d.each("supplier-cost", true, u.costs.kinds, d.supplier), d.costs(costsSaid, u.costs), d.costs(costsNamed, d.costsNamed), d.costs(costsSold, d.costsSold), w}
}

// costs is the witness of all that was booked of some kinds of cost, whether
// words, a name or an activity told them.
func (d *document) costs(kind string, m meanings) witness {
	return d.every(kind, "cost", false, m.kinds, m.by)
}

// costsOf are the kinds of cost that a unit may be: by its words, else by what
// the supplier sells, else by its name.
func (d *document) costsOf(u unit) meanings {
	switch {
	case len(u.costs.kinds) > 0:
		return u.costs
	case len(d.costsSold.kinds) > 0:
		return d.costsSold
	}
	return d.costsNamed
}
