package archive

import (
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
	"github.com/invoer/invoer/storage/blobs"
)

// A Manifest is what belongs to a document, for whoever opens the archive in
// ten years without this program.
type Manifest struct {
	Program  string            `json:"program"`
	Written  time.Time         `json:"written"`
	Document invoer.DocumentID `json:"document"`
	Office   invoer.OfficeID   `json:"office"`
	Client   invoer.ClientID   `json:"client,omitempty"`
	Delivery invoer.DeliveryID `json:"delivery"`
	Received time.Time         `json:"received"`
	Kind     invoer.Kind       `json:"kind"`
	Status   invoer.Status     `json:"status"`
	Run      int               `json:"run"`
	Original Original          `json:"original"`
	Arrivals []Arrival         `json:"arrivals"`            // of each original of the document, that one first
	EInvoice invoer.BlobKey    `json:"e_invoice,omitempty"` // XML that was read
	Picture  invoer.BlobKey    `json:"picture,omitempty"`   // PDF inside the e-invoice, whose pages these are
	Copy     *Copy             `json:"searchable_copy"`     // null: the original is searchable itself, or has no pages
	Pages    []Page            `json:"pages"`
	Invoice  invoer.Invoice    `json:"invoice"` // each value with where it was seen or who said it
	Booking  *invoer.Booking   `json:"booking"`
	Decided  []Decision        `json:"decisions"` // oldest first
}

// A Hash names its algorithm, so that it can be checked when the fashion has
// changed.
type Hash struct {
	Algorithm string `json:"algorithm"`
	Value     string `json:"value"`
}

func sha(value string) Hash { return Hash{Algorithm: "sha256", Value: value} }

// An Original is the bytes as they came.
type Original struct {
	File  invoer.FileID  `json:"file"`
	Key   invoer.BlobKey `json:"key"`
	Name  string         `json:"name"`
	Media string         `json:"media"`
	Size  int64          `json:"size"`
	Hash  Hash           `json:"hash"`
}

// An Arrival is how one original of the document came: a PDF, its rescan and
// its e-invoice are three. Joined and Why are empty for the first; Why is one of
// invoer's reasons to join.
type Arrival struct {
	Document invoer.DocumentID `json:"document"` // its own number, before it was joined
	Delivery invoer.DeliveryID `json:"delivery"`
	Door     invoer.Door       `json:"door"`
	Received time.Time         `json:"received"`
	EInvoice bool              `json:"e_invoice"`
	Joined   *time.Time        `json:"joined,omitempty"`
	Why      string            `json:"why,omitempty"`
	Original Original          `json:"original"`
}

func arrivalOf(o storage.Original) Arrival {
	a := Arrival{
		Document: o.Document, Delivery: o.Delivery, Door: o.Door, Received: o.Received.UTC(), EInvoice: o.EInvoice,
		Why: o.Why, Original: originalOf(o.File),
	}
	if !o.At.IsZero() {
		at := o.At.UTC()
		a.Joined = &at
	}
	return a
}

func originalOf(f invoer.File) Original {
	return Original{File: f.ID, Key: f.Original, Name: f.Name, Media: f.Media, Size: f.Size, Hash: sha(f.SHA256)}
}

// A Copy is pictures of the pages with their words invisibly under them. Basis
// is a hash over what it was made of.
type Copy struct {
	Key   invoer.BlobKey `json:"key"`
	Size  int64          `json:"size"`
	Hash  Hash           `json:"hash"`
	Basis string         `json:"basis"`
}

// A Page is one of the document, by its number in the sheets of a file: the
// original of that, or the PDF that shows an e-invoice's pages.
type Page struct {
	File   invoer.FileID  `json:"file"`
	Sheets invoer.BlobKey `json:"sheets"`
	Hash   Hash           `json:"hash"` // of the sheets
	Number int            `json:"number"`
	Width  float64        `json:"width"` // points, upright
	Height float64        `json:"height"`
	Turn   int            `json:"turn"`            // clockwise, from how it lies in the sheets to how its words lie
	Added  int            `json:"added,omitempty"` // that a person turned it further in this document
	Reader string         `json:"reader"`          // text, ocr
	Image  invoer.BlobKey `json:"image,omitempty"`
	Held   string         `json:"held,omitempty"` // code why it could not be read
	Words  []invoer.Word  `json:"words"`
}

// A Decision is one change: who, when, what it was. By is empty for a machine.
type Decision struct {
	At     time.Time         `json:"at"`
	By     invoer.UserID     `json:"by,omitempty"`
	Action string            `json:"action"`
	Before map[string]string `json:"before,omitempty"`
	After  map[string]string `json:"after,omitempty"`
}

func (w *Worker) manifest(job *storage.Job, v storage.View, leaves []storage.Leaf, history []storage.Audit, c *Copy) Manifest {
	m := Manifest{
		Program: "invoer " + w.Version, Written: w.Now().UTC(), Document: v.ID, Office: v.Office, Client: v.Client,
		Delivery: v.Delivery, Received: v.Received.UTC(), Kind: v.Kind, Status: v.Status, Run: v.Run, EInvoice: job.XML,
		Picture: job.Picture, Copy: c,
		Pages: []Page{}, Invoice: v.Invoice, Booking: v.Booking, Decided: []Decision{},
		Original: originalOf(job.File), Arrivals: []Arrival{},
	}
	for _, o := range v.Originals {
		m.Arrivals = append(m.Arrivals, arrivalOf(o))
	}
	for _, p := range leaves {
		m.Pages = append(m.Pages, Page{
			File: p.File.ID, Sheets: p.Sheets, Hash: sha(blobs.ContentOf(p.Sheets)), Added: p.Added, Number: p.Number, Width: p.Width, Height: p.Height, Turn: p.Turn, Reader: p.Reader,
			Image: p.Image, Held: p.Held.Code, Words: p.Words,
		})
	}
	for i := len(history) - 1; i >= 0; i-- {
		a := history[i]
		m.Decided = append(m.Decided, Decision{At: a.At.UTC(), By: a.User, Action: a.Action, Before: a.Before, After: a.After})
	}
	return m
}
