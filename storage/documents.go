package storage

import (
	"context"
	"time"

	"github.com/invoer/invoer"
)

// A Filter chooses documents for a list. Zero fields choose nothing away.
type Filter struct {
	Status   []invoer.Status
	Client   invoer.ClientID
	Kind     invoer.Kind
	Supplier string // part of a name, or a VAT number
	Text     string // words, amounts and dates as people write them
	Delivery invoer.DeliveryID
	After    string // a Summary's Cursor: rows behind it
	Limit    int    // 0: 50; at most 500
}

// A Summary is a document in a list.
type Summary struct {
	invoer.Document // without Pages
	ClientName      string
	ClientCode      string
	Supplier        string
	Number          string
	Issued, Due     invoer.Date
	Total           invoer.Money
	Sure            invoer.Confidence // the least of supplier, total and due date
	Findings        int               // open ones
	Cursor          string
}

// Documents lists documents, newest first.
func (s *Store) Documents(ctx context.Context, who invoer.Scope, f Filter) ([]Summary, error) {
	return nil, errSoon
}

// Counts tells how many documents there are in each status, of those that f
// chooses without its Status.
func (s *Store) Counts(ctx context.Context, who invoer.Scope, f Filter) (map[invoer.Status]int, error) {
	return nil, errSoon
}

// Neighbours gives the documents before and after id in the list that f
// chooses; empty where there is none.
func (s *Store) Neighbours(ctx context.Context, who invoer.Scope, id invoer.DocumentID, f Filter) (previous, next invoer.DocumentID, err error) {
	return "", "", errSoon
}

// A View is a document with all that is known of it.
type View struct {
	invoer.Document
	ClientName string
	ClientCode string
	Invoice    invoer.Invoice  // as it now stands; zero while it is waiting
	Booking    *invoer.Booking // nil while there is none
	Pages      []PageView
	File       invoer.File
	Archive    *Archive // newest; nil while there is none
	Reason     string   // why a person rejected it
}

// A PageView is a page of a document as it is shown.
type PageView struct {
	invoer.PageRef
	Width, Height float64 // points, before the person's turn
	Reader        string
	Image         invoer.BlobKey // empty: drawn on demand
	Held          invoer.Reason
}

// An Archive is what was put away of a document.
type Archive struct {
	Version  int
	PDF      invoer.BlobKey // empty when the original is searchable itself
	Manifest invoer.BlobKey
	Created  time.Time
}

// Document gives one document. One that who may not see is an
// invoer.ErrNotFound, like one that does not exist.
func (s *Store) Document(ctx context.Context, who invoer.Scope, id invoer.DocumentID) (View, error) {
	return View{}, errSoon
}

// Words gives the words of a page of a file that who may see.
func (s *Store) Words(ctx context.Context, who invoer.Scope, file invoer.FileID, page int) ([]invoer.Word, error) {
	return nil, errSoon
}

// Page gives a page of a file that who may see, and the file, for its picture.
func (s *Store) Page(ctx context.Context, who invoer.Scope, file invoer.FileID, page int) (PageView, invoer.File, error) {
	return PageView{}, invoer.File{}, errSoon
}

// A Correction is what a person says of one field. Seen has Page and Box of
// where he points at, or is zero.
type Correction struct {
	Field string
	Text  string // canonical spelling; empty: the document does not have it
	Seen  invoer.Origin
}

// AnyVersion in place of a version says that the caller does not care what
// others changed meanwhile.
const AnyVersion = 0

// Correct changes fields as a person says. When the document's version is
// another one it is an invoer.ErrConflict and nothing is changed.
func (s *Store) Correct(ctx context.Context, who invoer.Scope, id invoer.DocumentID, version int, said []Correction) (View, error) {
	return View{}, errSoon
}

// Approve records that who accepts the document as it stands, remembers the
// supplier's booking for the next one, and sends it to the archive. Only
// offices approve.
func (s *Store) Approve(ctx context.Context, who invoer.Scope, id invoer.DocumentID, version int) (View, error) {
	return View{}, errSoon
}

// Reject records that who refuses the document, and why.
func (s *Store) Reject(ctx context.Context, who invoer.Scope, id invoer.DocumentID, version int, reason string) (View, error) {
	return View{}, errSoon
}

// Reopen takes an approval or rejection back. A booked document is refused.
func (s *Store) Reopen(ctx context.Context, who invoer.Scope, id invoer.DocumentID, version int) (View, error) {
	return View{}, errSoon
}

// Answer records that who accepts a finding.
func (s *Store) Answer(ctx context.Context, who invoer.Scope, id invoer.DocumentID, version int, rule, field string) (View, error) {
	return View{}, errSoon
}

// SetKind changes what the document is.
func (s *Store) SetKind(ctx context.Context, who invoer.Scope, id invoer.DocumentID, version int, kind invoer.Kind) (View, error) {
	return View{}, errSoon
}

// Move gives the document, its pages and its file to another client.
func (s *Store) Move(ctx context.Context, who invoer.Scope, id invoer.DocumentID, version int, client invoer.ClientID) (View, error) {
	return View{}, errSoon
}

// Replay sends the document through its stages again (invoer.Document.Replay);
// what a person typed stays. The caller rings.
func (s *Store) Replay(ctx context.Context, who invoer.Scope, id invoer.DocumentID) (invoer.Ring, error) {
	return invoer.Ring{}, errSoon
}
