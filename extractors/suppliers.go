package extractors

import (
	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/known"
)

// Traits are what an approved document tells of its supplier for the next one.
func Traits(pages []invoer.Page, inv invoer.Invoice) invoer.Traits { return known.Traits(pages, inv) }
