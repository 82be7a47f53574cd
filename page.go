package invoer

// BlobKey names bytes in the blob store: "office/sha256" for what is kept for
// good. It is empty where nothing was stored.
type BlobKey string

// A Box is a rectangle in points (1/72 inch) from the top left corner of the
// page as it is seen.
type Box struct{ X0, Y0, X1, Y1 float64 }

// Width is in points.
func (b Box) Width() float64 { return b.X1 - b.X0 }

// Height is in points.
func (b Box) Height() float64 { return b.Y1 - b.Y0 }

// Empty tells whether b has no area.
func (b Box) Empty() bool { return b.X1 <= b.X0 || b.Y1 <= b.Y0 }

// Union is the smallest box around b and c; an empty box adds nothing.
func (b Box) Union(c Box) Box {
	if b.Empty() {
		return c
	}
	if c.Empty() {
		return b
	}
	return Box{min(b.X0, c.X0), min(b.Y0, c.Y0), max(b.X1, c.X1), max(b.Y1, c.Y1)}
}

// A Word is what stands between two spaces, and where.
type Word struct {
	Text       string     `json:"t"`
	Box        Box        `json:"b"`
	Confidence Confidence `json:"c"`
	// Alternative is what a second reading says stands there, where the two
	// differ.
	Alternative string `json:"a,omitempty"`
}

// A Mark is a machine-readable code found on a page: an EPC payment code, a
// separator sheet.
type Mark struct {
	Kind string // "qr", "code128", "patch-t"
	Text string
	Box  Box
}

// A Page is measured in points from the top left corner, whatever it came
// from. Words are nil until the page was read.
type Page struct {
	Number        int     // in its file, from 1
	Width, Height float64 // points, upright
	Turn          int     // degrees clockwise by which the original was turned: 0, 90, 180, 270
	Reader        string  // "text" or "ocr": where the words come from
	Image         BlobKey // picture for the desk; empty when it is drawn from the original on demand
	Words         []Word
	Hidden        []Word // of a text layer that nobody can see, where the page was not read from it
	Marks         []Mark
	Notes         []string // rules of findings about how the page was read; its document's findings tell of them
}
