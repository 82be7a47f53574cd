package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/learn"
	"github.com/invoer/invoer/extractors/weights"
	"github.com/invoer/invoer/storage"
)

// What an office needs before it may learn, and what is looked at. Below, a
// handful of documents would decide, and leaving a supplier out would leave
// nothing to learn from.
const (
	leastApproved  = 20
	leastSuppliers = 5
	mostApproved   = 2000 // the newest
)

// office learns from what the people of an office approved, or takes it back.
func (c learnCommand) office(ctx context.Context, streams *io3) error {
	return c.withStore(ctx, streams, func(store *storage.Store) error {
		who, err := officeFlag{Office: c.Office}.admin(ctx, store)
		if err != nil {
			return err
		}
		if c.Forget {
			return forgetWeights(ctx, store, who, streams.out)
		}
		return (&officeClass{store: store, who: who, out: streams.out}).learn(ctx)
	})
}

func forgetWeights(ctx context.Context, store *storage.Store, who invoer.Scope, out io.Writer) error {
	if err := store.ForgetOfficeWeights(ctx, who); err != nil {
		return err
	}
	fmt.Fprintln(out, "forgotten; the next documents are read with the weights of the program")
	return nil
}

// An officeClass learns from the approved documents of one office.
type officeClass struct {
	store    *storage.Store
	who      invoer.Scope
	out      io.Writer
	own      map[invoer.ClientID]invoer.Own
	examples []learn.Example
}

// learn prints what is gained on suppliers that were left out, and writes the
// office's weights when anything is.
func (o *officeClass) learn(ctx context.Context) error {
	if err := o.store.ApprovedDocuments(ctx, o.who, mostApproved, func(doc storage.Approved) error { return o.read(ctx, doc) }); err != nil {
		return err
	}
	if err := o.enough(); err != nil {
		return err
	}
	model, results := learn.More(weights.Committed, o.examples)
	if err := printResults(o.out, results); err != nil {
		return err
	}
	if !learn.Better(results) {
		return fmt.Errorf("%w: nothing is better on suppliers that were left out; the weights stay as they are", invoer.ErrConflict)
	}
	before, after := learn.Sum(results)
	err := o.store.SaveOfficeWeights(ctx, o.who, storage.OfficeWeights{
		Weights: invoer.Weights(model), Base: weights.Base, Documents: len(o.examples),
		Before: storage.Scores(before), After: storage.Scores(after),
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(o.out, "learnt from %d documents: %d values right instead of %d, %d wrong instead of %d; used within a minute\n",
		len(o.examples), after.Right, before.Right, after.Wrong, before.Wrong)
	return nil
}

// enough refuses to learn from too few.
func (o *officeClass) enough() error {
	var suppliers []string
	for _, e := range o.examples {
		if s := e.Truth.Supplier; s != "" && !slices.Contains(suppliers, s) {
			suppliers = append(suppliers, s)
		}
	}
	if len(o.examples) >= leastApproved && len(suppliers) >= leastSuppliers {
		return nil
	}
	return fmt.Errorf("%w: %d approved documents of %d suppliers, want at least %d of %d",
		invoer.ErrInvalid, len(o.examples), len(suppliers), leastApproved, leastSuppliers)
}

// read makes an example of a document, as it would be read by one who knows
// none of its supplier's: what was remembered of it would give it away.
func (o *officeClass) read(ctx context.Context, doc storage.Approved) error {
	pages, words := []invoer.Page{}, 0
	for i, p := range doc.Pages {
		p.Page.Number = i + 1
		pages = append(pages, p.Page)
		words += len(p.Words)
	}
	if words == 0 {
		return nil
	}
	own, err := o.ownOf(ctx, doc.Client)
	if err != nil {
		return err
	}
	known := invoer.Known{Own: own, Today: invoer.DateOf(doc.Received)}
	o.examples = append(o.examples, learn.Read(learn.Approved(doc.ID, doc.Invoice), pages, known))
	return nil
}

// ownOf asks once for each client.
func (o *officeClass) ownOf(ctx context.Context, id invoer.ClientID) (invoer.Own, error) {
	if own, asked := o.own[id]; asked || id == "" {
		return own, nil
	}
	client, err := o.store.Client(ctx, o.who, id)
	if err != nil {
		return invoer.Own{}, err
	}
	if o.own == nil {
		o.own = map[invoer.ClientID]invoer.Own{}
	}
	o.own[id] = client.Own
	return client.Own, nil
}
