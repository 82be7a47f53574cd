package v1

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api"
	"github.com/invoer/invoer/storage"
)

// ofOffice tells who is not of the office that there is nothing: what is booked
// is the office's own affair.
func ofOffice(c call) error {
	if c.who.Role.OfficeWide() {
		return nil
	}
	return fmt.Errorf("%w: only people of the office see it", invoer.ErrNotFound)
}

// A Batch is a set of bookings that left together.
type Batch struct {
	ID        invoer.BatchID    `json:"id"`
	Client    invoer.ClientID   `json:"client"`
	Number    int               `json:"number" doc:"Of the client, from 1."`
	Format    string            `json:"format"`
	State     invoer.BatchState `json:"state" enum:"made,confirmed,taken-back"`
	Documents int               `json:"documents"`
	Total     string            `json:"total" doc:"Owed to its suppliers, in euro."`
	Made      time.Time         `json:"made"`
	By        invoer.UserID     `json:"by"`
	Name      string            `json:"name" doc:"Of its file."`
	Size      int64             `json:"size"`
	SHA256    string            `json:"sha256"`
	Closed    *time.Time        `json:"closed" doc:"When it was confirmed or taken back."`
	Reason    string            `json:"reason"`
	Lines     []BatchLine       `json:"lines,omitempty"`
}

// A BatchLine is a document of a batch.
type BatchLine struct {
	Document invoer.DocumentID `json:"document"`
	Journal  string            `json:"journal"`
	BookYear string            `json:"book_year"`
	Period   string            `json:"period"`
	Number   string            `json:"number"`
	Total    string            `json:"total"`
}

func showBatch(b invoer.Batch) Batch {
	return Batch{
		ID: b.ID, Client: b.Client, Number: b.Number, Format: b.Format, State: b.State, Documents: b.Documents, Total: b.Debit.String(),
		Made: b.Made.UTC(), By: b.By, Name: b.Name, Size: b.Size, SHA256: b.SHA256, Closed: moment(b.Closed), Reason: b.Reason,
	}
}

type batchesIn struct {
	ByID
	Paging
}

func (v *V1) batches(ctx context.Context, c call, in *batchesIn) (*Answer[List[Batch]], error) {
	if err := ofOffice(c); err != nil {
		return nil, err
	}
	id, err := identifier[invoer.ClientID](in.ID)
	if err != nil {
		return nil, err
	}
	rows, err := v.Store.Batches(ctx, c.who, id)
	if err != nil {
		return nil, err
	}
	return slice(rows, in.Paging, func(b invoer.Batch) string { return string(b.ID) }, showBatch)
}

type makeBatchIn struct {
	ByID
	Body struct {
		Format          string `json:"format" enum:"winbooks,winbooks-on-web,ubl,xlsx,csv" doc:"winbooks-on-web is experimental."`
		Until           string `json:"until,omitempty" doc:"Last day of bookings that leave; none: all."`
		Encoding        string `json:"encoding,omitempty" doc:"Of WinBooks' text files: windows-1252 (none: this), iso-8859-1, cp850 or utf-8."`
		Analytic        bool   `json:"analytic,omitempty" doc:"With ANT.TXT for WinBooks, of which public sources disagree: try it on a test dossier."`
		NumberSuppliers bool   `json:"number_suppliers,omitempty" doc:"Give suppliers that the package does not know a number."`
	}
}

func (v *V1) makeBatch(ctx context.Context, c call, in *makeBatchIn) (*Answer[Batch], error) {
	id, err := identifier[invoer.ClientID](in.ID)
	if err != nil {
		return nil, err
	}
	o := storage.Order{Client: id, Format: in.Body.Format, NumberSuppliers: in.Body.NumberSuppliers}
	if in.Body.Until != "" {
		if o.Until, err = invoer.ParseDate(in.Body.Until); err != nil {
			return nil, &invoer.Mistake{Field: "until", Err: err}
		}
	}
	made, err := v.MakeBatch(ctx, c.who, o, api.Writing{Encoding: in.Body.Encoding, Analytic: in.Body.Analytic})
	if err != nil {
		return nil, err
	}
	return answer(showBatch(made)), nil
}

func (v *V1) batch(ctx context.Context, c call, in *ByID) (*Answer[Batch], error) {
	if err := ofOffice(c); err != nil {
		return nil, err
	}
	id, err := identifier[invoer.BatchID](in.ID)
	if err != nil {
		return nil, err
	}
	b, lines, err := v.Store.Batch(ctx, c.who, id)
	if err != nil {
		return nil, err
	}
	shown := showBatch(b)
	for _, l := range lines {
		shown.Lines = append(shown.Lines, BatchLine{l.Document, l.Journal, l.Year, l.Period, l.Number, l.Total.String()})
	}
	return answer(shown), nil
}

func (v *V1) batchFile(ctx context.Context, c call, in *ByID) (*bytesOut, error) {
	if err := ofOffice(c); err != nil {
		return nil, err
	}
	id, err := identifier[invoer.BatchID](in.ID)
	if err != nil {
		return nil, err
	}
	b, _, err := v.Store.Batch(ctx, c.who, id)
	if err != nil {
		return nil, err
	}
	return sent(), v.SendBlob(c.w, c.r, api.BatchDownload(b))
}

type confirmBatchIn struct {
	ByID
	Body struct {
		What string `json:"what" maxLength:"300" doc:"What shows that the package has it."`
	}
}

func (v *V1) confirmBatch(ctx context.Context, c call, in *confirmBatchIn) (*Answer[Batch], error) {
	return v.endBatch(in.ID, func(id invoer.BatchID) (invoer.Batch, error) {
		return v.Store.ConfirmBatch(ctx, c.who, id, in.Body.What)
	})
}

type takeBackIn struct {
	ByID
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"300"`
	}
}

func (v *V1) takeBackBatch(ctx context.Context, c call, in *takeBackIn) (*Answer[Batch], error) {
	return v.endBatch(in.ID, func(id invoer.BatchID) (invoer.Batch, error) {
		return v.Store.TakeBackBatch(ctx, c.who, id, in.Body.Reason)
	})
}

func (v *V1) endBatch(said string, end func(invoer.BatchID) (invoer.Batch, error)) (*Answer[Batch], error) {
	id, err := identifier[invoer.BatchID](said)
	if err != nil {
		return nil, err
	}
	b, err := end(id)
	if err != nil {
		return nil, err
	}
	return answer(showBatch(b)), nil
}

// A BookEntry is one entry of a client's books: data is an account, supplier,
// journal, period, VAT code or analytic code.
type BookEntry struct {
	Kind invoer.BookKind `json:"kind" enum:"account,supplier,journal,period,vat-code,analytic"`
	Key  string          `json:"key"`
	Data map[string]any  `json:"data"`
}

type booksIn struct {
	ByID
	Kind string `query:"kind" enum:"account,supplier,journal,period,vat-code,analytic" doc:"One list only."`
	Paging
}

func (v *V1) books(ctx context.Context, c call, in *booksIn) (*Answer[List[BookEntry]], error) {
	if err := ofOffice(c); err != nil {
		return nil, err
	}
	id, err := identifier[invoer.ClientID](in.ID)
	if err != nil {
		return nil, err
	}
	var kinds []invoer.BookKind
	if in.Kind != "" {
		kinds = append(kinds, invoer.BookKind(in.Kind))
	}
	b, err := v.Store.Books(ctx, c.who, id, kinds...)
	if err != nil {
		return nil, err
	}
	var shown []BookEntry
	for _, e := range b.Entries() {
		entry := BookEntry{Kind: e.Kind, Key: e.Key}
		if err := json.Unmarshal(e.Data, &entry.Data); err != nil {
			return nil, fmt.Errorf("%s %s: %w", e.Kind, e.Key, err)
		}
		shown = append(shown, entry)
	}
	name := func(e BookEntry) string { return string(e.Kind) + " " + e.Key }
	return slice(shown, in.Paging, name, func(e BookEntry) BookEntry { return e })
}

// A BookChange is what happens to one entry: without after it goes.
type BookChange struct {
	Kind  invoer.BookKind `json:"kind" enum:"account,supplier,journal,period,vat-code,analytic"`
	Key   string          `json:"key" minLength:"1" maxLength:"60"`
	After map[string]any  `json:"after,omitempty"`
}

type changeBooksIn struct {
	ByID
	Body struct {
		Changes []BookChange `json:"changes" minItems:"1" maxItems:"10000" nullable:"false"`
	}
}

// BooksChanged says how much was changed, by which it can be undone.
type BooksChanged struct {
	ID      string `json:"id"`
	Changes int    `json:"changes"`
}

func (v *V1) changeBooks(ctx context.Context, c call, in *changeBooksIn) (*Answer[BooksChanged], error) {
	id, err := identifier[invoer.ClientID](in.ID)
	if err != nil {
		return nil, err
	}
	now, err := v.Store.Books(ctx, c.who, id)
	if err != nil {
		return nil, err
	}
	was := map[string]json.RawMessage{}
	for _, e := range now.Entries() {
		was[string(e.Kind)+" "+e.Key] = e.Data
	}
	changes := make([]invoer.BookChange, len(in.Body.Changes))
	for i, said := range in.Body.Changes {
		changes[i] = invoer.BookChange{Kind: said.Kind, Key: said.Key, Before: was[string(said.Kind)+" "+said.Key]}
		if said.After == nil {
			continue
		}
		if changes[i].After, err = json.Marshal(said.After); err != nil {
			return nil, fmt.Errorf("%w: change %d: %w", invoer.ErrInvalid, i+1, err)
		}
	}
	made, err := v.Store.ChangeBooks(ctx, c.who, id, "API", changes)
	if err != nil {
		return nil, err
	}
	return answer(BooksChanged{made.ID, len(made.Changes)}), nil
}
