package main

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api/portal/locale"
	v1 "github.com/invoer/invoer/api/v1"
	"github.com/invoer/invoer/extractors/contract"
)

// A sent line is a file that was handed in.
type sent struct {
	File     string            `json:"file"`
	Delivery invoer.DeliveryID `json:"delivery"`
	Status   string            `json:"status"`
	Again    bool              `json:"again"`
	Parts    []v1.Part         `json:"parts"`
}

func sentLine(file string, d v1.Delivery) sent {
	return sent{File: file, Delivery: d.ID, Status: "sent", Again: d.Again, Parts: d.Parts}
}

// An importedLine is one of the reading contract, and what the server calls it.
type importedLine struct {
	contract.Object
	Document invoer.DocumentID `json:"document,omitempty"`
	Delivery invoer.DeliveryID `json:"delivery,omitempty"`
	Status   string            `json:"status"`
}

func unsent(file string, r *refusal) importedLine {
	return importedLine{Object: contract.Object{File: file, Error: &contract.Error{Code: invoer.Code(r.Code), Detail: r.Detail}}, Status: "refused"}
}

// A waiting delivery is looked at when the server says that something happened
// to it, and now and then.
const (
	firstLook = 300 * time.Millisecond
	lastLook  = 10 * time.Second
)

// wait gives the lines of a file once no machine has work with it any more.
func (b *importBatch) wait(ctx context.Context, file string, id invoer.DeliveryID) (imported, error) {
	bell := b.followed.of(id)
	for pause := firstLook; ; pause = min(2*pause, lastLook) {
		var d v1.Delivery
		if err := b.server.do(ctx, "GET", "/deliveries/"+string(id), nil, nil, &d); err != nil {
			return imported{}, fmt.Errorf("%s: %w", file, err)
		}
		if settled(d) {
			return b.lines(ctx, file, d)
		}
		select {
		case <-ctx.Done():
			return imported{}, ctx.Err()
		case <-bell:
		case <-time.After(pause):
		}
	}
}

func settled(d v1.Delivery) bool {
	return !slices.ContainsFunc(d.Parts, func(p v1.Part) bool { return p.Now != nil && !p.Now.Settled })
}

// lines gives a line for each document of a delivery, and for each part that
// became none.
func (b *importBatch) lines(ctx context.Context, file string, d v1.Delivery) (imported, error) {
	var all imported
	for _, part := range d.Parts {
		member := ""
		if len(d.Parts) > 1 {
			member = part.Name
		}
		if part.Now == nil || len(part.Now.Documents) == 0 {
			if part.Reason.Code != "container" {
				all.add(skippedLine(file, member, d.ID, part))
			}
			continue
		}
		for _, state := range part.Now.Documents {
			var doc v1.Document
			if err := b.server.do(ctx, "GET", "/documents/"+string(state.ID), url.Values{}, nil, &doc); err != nil {
				return imported{}, fmt.Errorf("%s: %w", file, err)
			}
			all.add(documentLine(file, member, d.ID, doc))
		}
	}
	if len(d.Parts) > 1 && !becameAny(d) {
		all.lines = []any{skippedLine(file, "", d.ID, d.Parts[0])} // a container of which nothing came: its own line says why
	}
	all.failed = !slices.ContainsFunc(all.lines, func(l any) bool { return l.(importedLine).Error == nil })
	return all, nil
}

func becameAny(d v1.Delivery) bool {
	return slices.ContainsFunc(d.Parts, func(p v1.Part) bool { return p.Now != nil && len(p.Now.Documents) > 0 })
}

func (i *imported) add(l importedLine) { i.lines = append(i.lines, l) }

func skippedLine(file, member string, id invoer.DeliveryID, p v1.Part) importedLine {
	return importedLine{Object: contract.Object{File: file, Member: member, Error: errorOf(p.Reason)}, Delivery: id, Status: string(p.Outcome)}
}

// errorOf says a reason as the reading contract does: its code, and in words
// what is wrong and what to do.
func errorOf(r invoer.Reason) *contract.Error {
	what, todo := locale.Held("en", r)
	detail := strings.TrimSpace(what + " " + todo)
	if len(r.Args) > 0 && r.Args[0] != "" {
		detail = r.Args[0]
	}
	return &contract.Error{Code: invoer.Code(r.Code), Detail: detail}
}

func documentLine(file, member string, id invoer.DeliveryID, d v1.Document) importedLine {
	l := importedLine{Object: contract.Object{
		File: file, Member: member, DocType: d.Kind, Language: d.Language, Pages: []int{}, Readers: readersOf(d),
		Findings: d.Findings,
	}, Document: d.ID, Delivery: id, Status: string(d.Status)}
	for _, p := range d.Pages {
		l.Pages = append(l.Pages, p.Page)
	}
	l.Fields = fieldsOf(d, l.Pages)
	if d.Status == invoer.StatusHeld && d.Held != nil {
		l.Error = errorOf(*d.Held)
	}
	return l
}

// readersOf lists who read what stands in the document.
func readersOf(d v1.Document) []string {
	readers := map[string]bool{}
	for _, p := range d.Pages {
		readers[p.Reader] = true
	}
	for _, f := range d.Fields {
		if f.Path != "" {
			readers[f.Reader] = true
		}
	}
	delete(readers, "")
	return slices.Sorted(maps.Keys(readers))
}

// fieldsOf puts the fields in the order of the contract; their pages are those
// of the file.
func fieldsOf(d v1.Document, pages []int) contract.Fields {
	fields := contract.Fields{}
	for _, name := range append(slices.Clone(invoer.FieldNames), "vat_breakdown", "lines") {
		f, there := d.Fields[name]
		if !there || f.Value == "" {
			continue
		}
		if f.Page > 0 && f.Page <= len(pages) {
			f.Page = pages[f.Page-1]
		}
		fields = append(fields, contract.Field{
			Name: name, Value: f.Value, Confidence: f.Confidence, Reader: f.Reader, Path: f.Path,
			Page: f.Page, Box: f.Box, Why: locale.Why("en", f.Why),
		})
	}
	return fields
}
