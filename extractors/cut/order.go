package cut

// doubtful is how sure a document is at most whose pages lie in another order than
// their numbers say: a person looks at it.
const doubtful = 80

// findDisorder finds documents whose sheets were laid otherwise than their pages are
// numbered, as page 2 of 2 before page 1 of 2: by the numbers each page would begin a
// document or end one. They are read as if they were numbered as they lie. A later
// page whose others are not all there is a stray: what it is of nobody knows surely.
func (c *cutter) findDisorder(pages []Page) {
	c.disorder, c.strays = map[int]bool{}, map[int]bool{}
	last := signs{}
	for i, p := range pages {
		if _, sheet := c.sheets[i]; sheet {
			last = signs{}
			continue
		}
		if p.Blank {
			continue
		}
		if s := c.read[i]; s.page > 1 && s.of > 0 && !(s.of == last.of && s.page == last.page+1) {
			places := c.among(pages, i, s.of)
			c.inLine(places)
			c.strays[i] = len(places) == 0
		}
		last = c.read[i]
	}
}

// among are the places of the next pages from one on that are not blank and say that
// they are of so many, each another one of them; none where they are not all there.
func (c *cutter) among(pages []Page, from, of int) (places []int) {
	seen := map[int]bool{}
	for i := from; i < len(pages) && len(places) < of; i++ {
		if _, sheet := c.sheets[i]; sheet {
			return nil
		}
		if pages[i].Blank {
			continue
		}
		s := c.read[i]
		if s.of != of || seen[s.page] {
			return nil
		}
		seen[s.page] = true
		places = append(places, i)
	}
	if len(places) < of {
		return nil
	}
	return places
}

// inLine numbers pages as they lie.
func (c *cutter) inLine(places []int) {
	for n, place := range places {
		c.read[place].page = n + 1
		c.disorder[place] = true
	}
}
