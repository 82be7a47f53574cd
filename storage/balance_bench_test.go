package storage

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkBalance measures the proof of an office with a hundred thousand documents
// that came in as many files of two pages: all sums, and each by itself.
func BenchmarkBalance(b *testing.B) {
	h := openHouse(b)
	h.fillBalanced(b, manyDocuments)
	b.Run("all", func(b *testing.B) {
		for b.Loop() {
			found, err := h.Balance(b.Context(), h.machine)
			if err != nil || !found.Balanced() || found.Documents != manyDocuments {
				b.Fatalf("%d documents, faults %v, %v; want it balanced", found.Documents, found.Faults, err)
			}
		}
	})
	for _, rule := range balanceRules {
		b.Run(rule.name, func(b *testing.B) {
			for b.Loop() {
				err := h.In(b.Context(), h.machine, func(tx Tx) error {
					_, err := tx.faults(rule)
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("keys", func(b *testing.B) {
		for b.Loop() {
			if _, err := h.namedWithoutRow(b.Context(), h.office); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// fillBalanced makes documents as they are once they are archived.
func (h *house) fillBalanced(b *testing.B, documents int) {
	b.Helper()
	h.asOwner(b, strings.NewReplacer("OFFICE", "'"+string(h.office)+"'::uuid", "CLIENT", "'"+string(h.client)+"'::uuid", "MOST", fmt.Sprint(documents)).Replace(balanced))
	h.asOwner(b, `vacuum analyze`)
}

const balanced = `
set session_replication_role = replica;
create temporary table n as select gen_random_uuid() as delivery, gen_random_uuid() as file, gen_random_uuid() as document,
	encode(sha256(i::text::bytea), 'hex') as hash from generate_series(1, MOST) i;
insert into blobs (office_id, key, size, hash, kind) select OFFICE, OFFICE || '/' || hash, 1, hash, 'original' from n;
insert into blobs (office_id, key, size, hash, kind) select OFFICE, OFFICE || '/' || place || right(hash, 63), 1, hash, kind
	from n, (values ('page', 'x'), ('page', 'y'), ('archive', 'z'), ('manifest', 'w')) k (kind, place);
insert into deliveries (id, office_id, client_id, door, bytes) select delivery, OFFICE, CLIENT, 'upload', hash from n;
insert into audits (office_id, client_id, noun, subject, action, after) select OFFICE, CLIENT, 'delivery', delivery, 'received', '{"parts": "1"}' from n;
insert into audits (office_id, client_id, noun, subject, action) select OFFICE, CLIENT, 'document', document, action
	from n, (values ('read'), ('changed'), ('approved'), ('archived'), ('archived')) a (action);
insert into files (id, office_id, client_id, delivery_id, name, media, original, size, sha256, pages, stage)
	select file, OFFICE, CLIENT, delivery, 'f', 'application/pdf', OFFICE || '/' || hash, 1, hash, 2, 'done' from n;
insert into parts (office_id, client_id, delivery_id, position, name, media, size, sha256, outcome, reason, file_id)
	select OFFICE, CLIENT, delivery, 1, 'f', 'application/pdf', 1, hash, 'taken', '{"code":"","args":[]}', file from n;
insert into pages (office_id, client_id, file_id, number, width, height, reader, image, text, words, fate, stage)
	select OFFICE, CLIENT, file, page, 595, 842, 'ocr', OFFICE || '/' || case page when 1 then 'x' else 'y' end || right(hash, 63),
		repeat('factuur ', 200), decode(repeat(hash, 40), 'hex'), 'document', 'done' from n, generate_series(1, 2) page;
insert into documents (id, office_id, client_id, delivery_id, file_id, kind, status, stage, received)
	select document, OFFICE, CLIENT, delivery, file, 'invoice', 'approved', 'done', now() from n;
insert into document_pages (office_id, client_id, document_id, position, file_id, page)
	select OFFICE, CLIENT, document, page, file, page from n, generate_series(1, 2) page;
insert into invoices (document_id, office_id, client_id, reading, invoice) select document, OFFICE, CLIENT, '{}', '{}' from n;
insert into archives (office_id, client_id, document_id, version, pdf, manifest)
	select OFFICE, CLIENT, document, 1, OFFICE || '/z' || right(hash, 63), OFFICE || '/w' || right(hash, 63) from n`
