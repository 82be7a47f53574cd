package extractors

import (
	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/fields"
	"github.com/invoer/invoer/extractors/known"
)

// Witnesses collects what on the pages of a document may tell whom it is from,
// to be looked up before it is read.
func Witnesses(pages []invoer.Page) invoer.Witnesses { return known.Witnesses(fields.Open(pages)) }

// Traits are what an approved document tells of its supplier for the next one.
func Traits(pages []invoer.Page, inv invoer.Invoice) invoer.Traits { return known.Traits(pages, inv) }
