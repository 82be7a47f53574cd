package storage

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

func numbers(found []Summary) []string {
	list := []string{}
	for _, s := range found {
		list = append(list, s.Number)
	}
	return list
}

func TestDocumentsAreFound(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.addRead(t, h.client, bakery("F-2026/001", 123456))
	garage := bakery("G77", 9900)
	garage.Supplier.Name.Value, garage.Supplier.VAT.Value = "Garage Smets 100%", ""
	h.addRead(t, h.other, garage)
	h.addDocument(t, h.client, "")
	rejected := h.addRead(t, h.client, bakery("R1", 5000))
	if _, err := h.Reject(t.Context(), h.accountant, rejected, 1, ""); err != nil {
		t.Fatal(err)
	}
	cases := map[string]struct {
		who  invoer.Scope
		f    Filter
		want []string
	}{
		"all, newest first":                  {h.accountant, Filter{}, []string{"R1", "", "G77", "F-2026/001"}},
		"a client's person sees his own":     {h.person, Filter{}, []string{"R1", "", "F-2026/001"}},
		"of one status":                      {h.accountant, Filter{Status: []invoer.Status{invoer.StatusRead}}, []string{"G77", "F-2026/001"}},
		"of two statuses":                    {h.accountant, Filter{Status: []invoer.Status{invoer.StatusRejected, invoer.StatusWaiting}}, []string{"R1", ""}},
		"of a client":                        {h.accountant, Filter{Client: h.other}, []string{"G77"}},
		"of a kind":                          {h.accountant, Filter{Kind: invoer.KindOther}, []string{""}},
		"by part of the supplier's name":     {h.accountant, Filter{Supplier: "smets"}, []string{"G77"}},
		"a per cent sign is no wildcard":     {h.accountant, Filter{Supplier: "e%t"}, []string{}},
		"by the supplier's VAT number":       {h.accountant, Filter{Supplier: "BE 0477.574.154"}, []string{"R1", "F-2026/001"}},
		"by a word without its accent":       {h.accountant, Filter{Text: "avila"}, []string{"R1", "F-2026/001"}},
		"by the beginning of a word":         {h.accountant, Filter{Text: "bloemm"}, []string{"R1", "F-2026/001"}},
		"by words on the page":               {h.person, Filter{Text: "Geleverde WAREN"}, []string{"R1", "F-2026/001"}},
		"by an amount as Belgians write it":  {h.accountant, Filter{Text: "1.234,56"}, []string{"F-2026/001"}},
		"by an amount with a space":          {h.accountant, Filter{Text: "€ 1 234,56"}, []string{"F-2026/001"}},
		"by an amount as the English do":     {h.accountant, Filter{Text: "1,234.56"}, []string{"F-2026/001"}},
		"by a date":                          {h.accountant, Filter{Text: "15/12/2026 G77"}, []string{"G77"}},
		"by a month":                         {h.accountant, Filter{Text: "12/2026 smets"}, []string{"G77"}},
		"by part of a number":                {h.accountant, Filter{Text: "2026/001"}, []string{"F-2026/001"}},
		"by a number without its signs":      {h.accountant, Filter{Text: "F2026001"}, []string{"F-2026/001"}},
		"by a VAT number with points":        {h.accountant, Filter{Text: "0477.574.154 F-2026/001"}, []string{"F-2026/001"}},
		"without a word":                     {h.accountant, Filter{Text: "waren -smets -R1"}, []string{"F-2026/001"}},
		"by signs that mean something to us": {h.accountant, Filter{Text: `' & ! \ :*`}, []string{"R1", "", "G77", "F-2026/001"}},
		"by a word of nobody":                {h.accountant, Filter{Text: "zeppelin"}, []string{}},
		"another client's by words":          {h.person, Filter{Text: "smets"}, []string{}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found, err := h.Documents(t.Context(), c.who, c.f)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, numbers(found)); diff != "" {
				t.Errorf("of %+v (-want +got):\n%s", c.f, diff)
			}
			counts, err := h.Counts(t.Context(), c.who, c.f)
			if err != nil {
				t.Fatal(err)
			}
			if sum := total(counts.In); len(c.f.Status) == 0 && (sum != len(c.want) || len(counts.More) > 0) {
				t.Errorf("of %+v: counted %v, want %d", c.f, counts, len(c.want))
			}
		})
	}
}

// TestAWordThatVeryManyHaveIsNotCountedToTheEnd: the count says that there are
// more, and a word that few have is counted whole among the same documents.
func TestAWordThatVeryManyHaveIsNotCountedToTheEnd(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	h.addRead(t, h.client, bakery("1", 100))
	h.asOwner(t, `insert into documents (office_id, client_id, delivery_id, file_id, kind, status, stage, received, words)
		select office_id, client_id, delivery_id, file_id, kind, 'read', 'done', now() - n * interval '1 minute',
			array_to_tsvector(array['factuur', case when n % 200 = 0 then 'zeldzaam' else 'gewoon' end])
		from documents, generate_series(1, 10050) n`)
	common, err := h.Counts(t.Context(), h.accountant, Filter{Text: "gewoon"})
	if n := common.In[invoer.StatusRead]; err != nil || !common.More[invoer.StatusRead] || n < many || n > sampled {
		t.Errorf("counted %+v (%v), want %d to %d and more", common, err, many, sampled)
	}
	rare, err := h.Counts(t.Context(), h.accountant, Filter{Text: "zeldzaam"})
	if err != nil || len(rare.More) > 0 || rare.In[invoer.StatusRead] != 50 {
		t.Errorf("counted %+v (%v), want 50 and no more", rare, err)
	}
	all, err := h.Counts(t.Context(), h.accountant, Filter{})
	if err != nil || !all.More[invoer.StatusRead] || all.In[invoer.StatusRead] != mostCounted {
		t.Errorf("counted %+v (%v), want %d and more", all, err, mostCounted)
	}
}

func total(counts map[invoer.Status]int) int {
	sum := 0
	for _, n := range counts {
		sum += n
	}
	return sum
}

func TestListGoesOnBehindACursor(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	want := []string{}
	for _, number := range []string{"1", "2", "3", "4", "5"} {
		h.addRead(t, h.client, bakery(number, 100))
		want = append([]string{number}, want...)
	}
	// Two that came in the same moment must not hide each other.
	h.asOwner(t, `update documents set received = '2026-01-01 10:00:00.123456Z' where number in ('1', '2', '3')`)
	all, err := h.Documents(t.Context(), h.accountant, Filter{})
	if err != nil || len(all) != 5 {
		t.Fatalf("got %d documents, %v", len(all), err)
	}
	want = numbers(all)
	for _, text := range []string{"", "factuur"} {
		if diff := cmp.Diff(want, h.inPages(t, text)); diff != "" {
			t.Errorf("pages of two with %q (-want +got):\n%s", text, diff)
		}
	}
	h.checkNeighbours(t, all)
	if _, err := h.Documents(t.Context(), h.accountant, Filter{After: "x"}); !errors.Is(err, invoer.ErrInvalid) {
		t.Errorf("a cursor of nobody: got %v, want %v", err, invoer.ErrInvalid)
	}
}

// inPages reads a list in pages of two.
func (h *house) inPages(t *testing.T, text string) []string {
	t.Helper()
	got, after := []string{}, ""
	for range 5 {
		page, err := h.Documents(t.Context(), h.accountant, Filter{Limit: 2, After: after, Text: text})
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		got, after = append(got, numbers(page)...), page[len(page)-1].Cursor
	}
	return got
}

func (h *house) checkNeighbours(t *testing.T, all []Summary) {
	t.Helper()
	for i, s := range all {
		previous, next, err := h.Neighbours(t.Context(), h.accountant, s.ID, Filter{})
		if err != nil {
			t.Fatal(err)
		}
		if i > 0 && previous.ID != all[i-1].ID || i == 0 && previous.ID != "" || i < 4 && next.ID != all[i+1].ID || i == 4 && next.ID != "" {
			t.Errorf("neighbours of row %d: got %q and %q", i, previous.ID, next.ID)
		}
	}
}

func TestViewHasAllThatIsKnown(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.addRead(t, h.client, bakery("1", 12100))
	for range 2 { // the same manifest twice is one archive
		err := h.In(t.Context(), h.machine, func(tx Tx) error {
			_, err := tx.Exec(tx.Ctx, `insert into blobs (office_id, key, size, hash, kind) values ($1, 'm', 1, 'h', 'manifest') on conflict do nothing`, h.office)
			if err != nil {
				return err
			}
			return tx.SaveArchive(id, Archive{PDF: "p", Manifest: "m"})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	v, err := h.Document(t.Context(), h.accountant, id)
	if err != nil {
		t.Fatal(err)
	}
	if v.ClientCode != "BAK" || v.File.Name != "scan.pdf" || len(v.Pages) != 1 || v.Pages[0].Width != 595 || v.Booking == nil {
		t.Errorf("got %+v", v)
	}
	if v.Archive == nil || v.Archive.Version != 1 || v.Archive.Manifest != "m" {
		t.Errorf("got archive %+v, want version 1", v.Archive)
	}
	if diff := cmp.Diff(bakery("1", 12100), v.Invoice); diff != "" {
		t.Errorf("invoice after its way through the database (-want +got):\n%s", diff)
	}
	own, err := h.Document(t.Context(), h.person, id)
	if err != nil || own.Booking != nil || own.Invoice.Number.Value != "1" {
		t.Errorf("the client's own view: booking %v, number %q, %v; want no booking", own.Booking, own.Invoice.Number.Value, err)
	}
}
