package storage

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// An Approved is a document that people approved as it stands, with the words
// of its pages.
type Approved struct {
	ID       invoer.DocumentID
	Client   invoer.ClientID
	Received time.Time
	Invoice  invoer.Invoice
	Pages    []StoredPage
}

// ApprovedDocuments gives fn the newest approved documents of the office that
// were read from pages, one after the other and at most so many. An error of fn
// ends it.
func (s *Store) ApprovedDocuments(ctx context.Context, who invoer.Scope, most int, fn func(Approved) error) error {
	if err := works(who); err != nil {
		return err
	}
	ids, err := s.approvedIDs(ctx, who, most)
	if err != nil {
		return fmt.Errorf("approved documents of office %s: %w", who.Office, err)
	}
	for _, id := range ids {
		doc, err := s.approvedDocument(ctx, who, id)
		if err != nil {
			return err
		}
		if err := fn(doc); err != nil {
			return err
		}
	}
	return nil
}

// approvedIDs leaves out documents with an e-invoice: nothing was chosen there.
func (s *Store) approvedIDs(ctx context.Context, who invoer.Scope, most int) (ids []invoer.DocumentID, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		ids, err = list(tx, pgx.RowTo[invoer.DocumentID], `select d.id::text from documents d join files f on f.id = d.file_id
			where d.office_id = $1 and d.status = any($2) and f.xml = '' order by d.received desc, d.id limit $3`,
			who.Office, []invoer.Status{invoer.StatusApproved, invoer.StatusBooked}, most)
		return err
	})
	return ids, err
}

func (s *Store) approvedDocument(ctx context.Context, who invoer.Scope, id invoer.DocumentID) (Approved, error) {
	v, err := s.Document(ctx, who, id)
	if err != nil {
		return Approved{}, err
	}
	pages, err := s.PagesOfDocument(ctx, who, id)
	if err != nil {
		return Approved{}, err
	}
	return Approved{ID: id, Client: v.Client, Received: v.Received, Invoice: v.Invoice, Pages: pages}, nil
}
