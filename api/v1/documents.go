package v1

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api"
	"github.com/invoer/invoer/storage"
)

// A Whose is a client as it stands beside what is his.
type Whose struct {
	ID   invoer.ClientID `json:"id"`
	Code string          `json:"code"`
	Name string          `json:"name"`
}

// A Summary is a document in a list.
type Summary struct {
	ID         invoer.DocumentID `json:"id"`
	Client     Whose             `json:"client"`
	Delivery   invoer.DeliveryID `json:"delivery"`
	Kind       invoer.Kind       `json:"doc_type"`
	Status     invoer.Status     `json:"status" enum:"waiting,read,held,approved,booked,rejected,joined"`
	Held       *invoer.Reason    `json:"held" doc:"Why a person must act; null otherwise."`
	Version    int               `json:"version"`
	Received   time.Time         `json:"received"`
	Supplier   string            `json:"supplier_name"`
	Number     string            `json:"invoice_number"`
	Issued     string            `json:"invoice_date"`
	Due        string            `json:"due_date"`
	Total      string            `json:"total_incl"`
	Currency   string            `json:"currency"`
	Confidence invoer.Confidence `json:"confidence" doc:"The least of supplier, total and due date."`
	Findings   int               `json:"findings" doc:"How many are open."`
	JoinedTo   invoer.DocumentID `json:"joined_to" doc:"The document that this is an original of; empty for one that stands by itself. Originals are listed by status joined or by delivery only."`
}

func showSummary(s storage.Summary) Summary {
	shown := Summary{
		ID: s.ID, Client: Whose{s.Client, s.ClientCode, s.ClientName}, Delivery: s.Delivery, Kind: s.Kind, Status: s.Status,
		Held: reason(s.Held), Version: s.Version, Received: s.Received.UTC(), Supplier: s.Supplier, Number: s.Number,
		Issued: s.Issued.String(), Due: s.Due.String(), Confidence: s.Sure, Findings: s.Findings, JoinedTo: s.JoinedTo,
	}
	if s.Total.Currency != "" {
		shown.Total, shown.Currency = s.Total.String(), s.Total.Currency
	}
	return shown
}

func reason(r invoer.Reason) *invoer.Reason {
	if r.Code == "" {
		return nil
	}
	r = invoer.Because(r.Code, r.Args...)
	return &r
}

type documentsIn struct {
	Paging
	Status   []invoer.Status `query:"status" enum:"waiting,read,held,approved,booked,rejected,joined"`
	Client   string          `query:"client" doc:"Code or identifier."`
	Kind     invoer.Kind     `query:"kind" enum:"invoice,credit_note,receipt,reminder,statement,order,delivery_note,proforma,contract,other"`
	Supplier string          `query:"supplier" doc:"Part of a name, or a VAT number."`
	Text     string          `query:"q" doc:"Words, amounts and dates as people write them."`
	Delivery string          `query:"delivery"`
}

func (v *V1) documents(ctx context.Context, c call, in *documentsIn) (*Answer[List[Summary]], error) {
	client, err := v.ClientOf(ctx, c.who, in.Client)
	if err != nil {
		return nil, err
	}
	delivery, err := chosen[invoer.DeliveryID]("delivery", in.Delivery)
	if err != nil {
		return nil, err
	}
	rows, err := v.Store.Documents(ctx, c.who, storage.Filter{
		Status: in.Status, Client: client, Kind: in.Kind, Supplier: in.Supplier,
		Text: in.Text, Delivery: delivery, After: in.After, Limit: in.Limit + 1,
	})
	if err != nil {
		return nil, err
	}
	return paged(rows, in.Limit, func(s storage.Summary) string { return s.Cursor }, showSummary), nil
}

// A Document is a document with all that is known of it.
type Document struct {
	ID        invoer.DocumentID `json:"id"`
	Version   int               `json:"version" doc:"What If-Match wants."`
	Client    Whose             `json:"client"`
	Delivery  invoer.DeliveryID `json:"delivery"`
	File      File              `json:"file"`
	Kind      invoer.Kind       `json:"doc_type"`
	Language  string            `json:"language"`
	Status    invoer.Status     `json:"status" enum:"waiting,read,held,approved,booked,rejected,joined"`
	Stage     invoer.Stage      `json:"stage"`
	Held      *invoer.Reason    `json:"held" doc:"Why a person must act; null otherwise."`
	Rejection string            `json:"rejection" doc:"Why a person rejected it."`
	Received  time.Time         `json:"received"`
	Pages     []Page            `json:"pages" nullable:"false"`
	Fields    map[string]Field  `json:"fields" nullable:"false"`
	Findings  []invoer.Finding  `json:"findings" nullable:"false"`
	Booking   *invoer.Booking   `json:"booking" doc:"Null while there is none."`
	Approval  *invoer.Approval  `json:"approval" doc:"Null while nobody approved it."`
	Archive   *Archive          `json:"archive" doc:"Null while it is not archived."`
	JoinedTo  invoer.DocumentID `json:"joined_to" doc:"The document that this is an original of; empty for one that stands by itself."`
	Originals []Original        `json:"originals" nullable:"false" doc:"All that came in of it, the first one first."`
}

// A File is bytes that we were given.
type File struct {
	ID     invoer.FileID `json:"id"`
	Name   string        `json:"name"`
	Media  string        `json:"media"`
	Size   int64         `json:"size"`
	SHA256 string        `json:"sha256"`
}

// A Page is a page of a document.
type Page struct {
	Number int           `json:"number"`
	File   invoer.FileID `json:"file"`
	Page   int           `json:"page" doc:"In the file, from 1."`
	Turn   int           `json:"turn" doc:"Degrees clockwise that a person added."`
	Width  float64       `json:"width" doc:"Points."`
	Height float64       `json:"height"`
	Reader string        `json:"reader" doc:"text or ocr"`
}

// An Archive is what was put away of a document.
type Archive struct {
	Version int       `json:"version"`
	Created time.Time `json:"created"`
}

func showDocument(d storage.View) Document {
	shown := Document{
		ID: d.ID, Version: d.Version, Client: Whose{d.Client, d.ClientCode, d.ClientName}, Delivery: d.Delivery,
		File: File{d.File.ID, d.File.Name, d.File.Media, d.File.Size, d.File.SHA256}, Kind: d.Kind, Language: d.Language, Status: d.Status,
		Stage: d.Stage, Held: reason(d.Held), Rejection: d.Reason, Received: d.Received.UTC(), Pages: []Page{}, Fields: fieldsOf(&d.Invoice),
		Findings: []invoer.Finding{}, Booking: d.Booking, JoinedTo: d.JoinedTo, Originals: showOriginals(d.Originals),
	}
	for i, p := range d.Pages {
		shown.Pages = append(shown.Pages, Page{i + 1, p.File, p.Page, p.Turn, p.Width, p.Height, p.Reader})
	}
	shown.Findings = append(shown.Findings, d.Invoice.Findings...)
	if d.Invoice.Approval.Given() {
		shown.Approval = &d.Invoice.Approval
	}
	if d.Archive != nil {
		shown.Archive = &Archive{d.Archive.Version, d.Archive.Created.UTC()}
	}
	return shown
}

// A documentOut is a document and its version as an entity tag.
type documentOut struct {
	ETag string `header:"ETag"`
	Body Document
}

func sendDocument(d storage.View, err error) (*documentOut, error) {
	if err != nil {
		return nil, err
	}
	return &documentOut{ETag: strconv.Quote(strconv.Itoa(d.Version)), Body: showDocument(d)}, nil
}

func (v *V1) document(ctx context.Context, c call, in *ByID) (*documentOut, error) {
	id, err := identifier[invoer.DocumentID](in.ID)
	if err != nil {
		return nil, err
	}
	return sendDocument(v.Store.Document(ctx, c.who, id))
}

// Changing is what every change of a document takes. Without If-Match nothing
// is changed: whoever has not looked must say so with "*" (RFC 6585 §3).
type Changing struct {
	ID      string `path:"id"`
	IfMatch string `header:"If-Match" doc:"The document's version (its ETag), or * for whatever it is now." example:"\"3\""`
}

// errNotLooked is told to who changes something without saying what he saw of it.
var errNotLooked = api.WithStatus(http.StatusPreconditionRequired, fmt.Errorf("%w: want the header If-Match with the version that you have seen", invoer.ErrInvalid))

// seenTag is what an If-Match names.
func seenTag(header string) string {
	return strings.Trim(strings.TrimPrefix(strings.TrimSpace(header), "W/"), `"`)
}

// target is the document and the version of it that is to be changed.
func (in Changing) target() (invoer.DocumentID, int, error) {
	id, err := identifier[invoer.DocumentID](in.ID)
	if err != nil {
		return "", 0, err
	}
	said := seenTag(in.IfMatch)
	switch said {
	case "":
		return "", 0, errNotLooked
	case "*":
		return id, storage.AnyVersion, nil
	}
	version, err := strconv.Atoi(said)
	if err != nil || version < 1 {
		return "", 0, api.WithStatus(http.StatusBadRequest, fmt.Errorf("%w: If-Match %q, want a version as ETag gives it", invoer.ErrInvalid, in.IfMatch))
	}
	return id, version, nil
}

// change makes one change of a document. Where it conflicts the answer tells
// whether somebody was faster (412) or it is not possible at all (409).
func (v *V1) change(ctx context.Context, c call, in Changing, do func(invoer.DocumentID, int) (storage.View, error)) (*documentOut, error) {
	id, version, err := in.target()
	if err != nil {
		return nil, err
	}
	d, err := do(id, version)
	if api.StatusOf(err) == http.StatusConflict && version != storage.AnyVersion {
		now, gone := v.Store.Document(ctx, c.who, id)
		if gone == nil && now.Version != version {
			err = api.WithStatus(http.StatusPreconditionFailed, fmt.Errorf("the document has version %d by now: %w", now.Version, err))
		}
	}
	return sendDocument(d, err)
}
