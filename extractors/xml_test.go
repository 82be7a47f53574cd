package extractors

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/einvoice"
)

// A truth is one line of a truth.jsonl of the reading contract.
type truth struct {
	ID           string                     `json:"id"`
	File         string                     `json:"file"`
	Kind         string                     `json:"kind"`
	DocType      invoer.Kind                `json:"doc_type"`
	Language     string                     `json:"language"`
	Truth        map[string]json.RawMessage `json:"truth"`
	Alternatives map[string][]string        `json:"alternatives"`
	Ambiguous    []string                   `json:"ambiguous"`
}

// devset finds the shared set of documents by walking up from here, and ""
// where this machine does not have it.
func devset() string {
	dir, err := os.Getwd()
	for ; err == nil && dir != "/"; dir = filepath.Dir(dir) {
		set := filepath.Join(dir, "shared", "devset")
		if _, err := os.Stat(set); err == nil {
			return set
		}
	}
	return ""
}

func truths(t *testing.T, file string) []truth {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []truth
	scan := bufio.NewScanner(f)
	scan.Buffer(nil, 1<<20)
	for scan.Scan() {
		var line truth
		if err := json.Unmarshal(scan.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		all = append(all, line)
	}
	return all
}

// TestReadXMLOfTheSharedSet demands every field of every e-invoice that the
// shared set has, except what its truth calls ambiguous.
func TestReadXMLOfTheSharedSet(t *testing.T) {
	t.Parallel()
	set := devset()
	if set == "" {
		t.Skip("no shared set on this machine; the packages of each syntax have their own e-invoices")
	}
	for _, part := range []string{"belgian", "public"} {
		for _, want := range truths(t, filepath.Join(set, part, "truth.jsonl")) {
			if want.Kind != "xml" {
				continue
			}
			t.Run(want.ID, func(t *testing.T) {
				t.Parallel()
				content, err := os.ReadFile(filepath.Join(set, part, want.File))
				if err != nil {
					t.Fatal(err)
				}
				got, err := ReadXML(content)
				if err != nil {
					t.Fatal(err)
				}
				want.compare(t, got.Invoice)
			})
		}
	}
}

// TestHybridsOfTheSharedSet demands the same of the PDFs that have an e-invoice
// inside, and that their pages are kept.
func TestHybridsOfTheSharedSet(t *testing.T) {
	t.Parallel()
	set := devset()
	if set == "" {
		t.Skip("no shared set on this machine; TestReadXML and the packages of each syntax have their own e-invoices")
	}
	r := testReader(t)
	for _, want := range truths(t, filepath.Join(set, "public", "truth.jsonl")) {
		if want.Kind != "facturx" {
			continue
		}
		t.Run(want.ID, func(t *testing.T) {
			got, err := r.Extract(context.Background(), want.File, filepath.Join(set, "public", want.File), invoer.Own{}, invoer.Date{Year: 2026, Month: time.November, Day: 24})
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != 1 || got[0].Err != nil || len(got[0].Pages) == 0 {
				t.Fatalf("got %d readings, the first with pages %v and error %v; want one with pages", len(got), got[0].Pages, got[0].Err)
			}
			want.compare(t, got[0].Invoice)
			for _, f := range got[0].Invoice.Findings {
				t.Logf("finding %s %v", f.Rule, f.Args)
			}
		})
	}
}

func (want truth) compare(t *testing.T, inv invoer.Invoice) {
	t.Helper()
	if inv.Kind != want.DocType && !slices.Contains(want.Ambiguous, "doc_type") {
		t.Errorf("doc_type: got %s, want %s", inv.Kind, want.DocType)
	}
	for name, raw := range want.Truth {
		if slices.Contains(want.Ambiguous, name) {
			continue
		}
		switch name {
		case "vat_breakdown":
			compareJSON(t, name, raw, breakdownOf(inv))
		case "lines":
			compareJSON(t, name, raw, linesOf(inv, raw))
		default:
			want.compareField(t, &inv, name, raw)
		}
	}
}

func (want truth) compareField(t *testing.T, inv *invoer.Invoice, name string, raw json.RawMessage) {
	t.Helper()
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		t.Fatal(err)
	}
	got, err := inv.Value(name)
	if err != nil {
		t.Fatal(err)
	}
	if got.Text == text || slices.Contains(want.Alternatives[name], got.Text) {
		return
	}
	t.Errorf("%s: got %q from %s, want %q or one of %q", name, got.Text, got.Origin.Path, text, want.Alternatives[name])
}

// roundZeros are decimals that say nothing: amounts are compared by value.
var roundZeros = regexp.MustCompile(`(\d\.\d*[1-9])0+\b|(\d)\.0+\b`)

func compareJSON(t *testing.T, name string, want json.RawMessage, got any) {
	t.Helper()
	var w any
	if err := json.Unmarshal(want, &w); err != nil {
		t.Fatal(err)
	}
	wantText, gotText := roundZeros.ReplaceAllString(fmt.Sprint(w), "$1$2"), roundZeros.ReplaceAllString(fmt.Sprint(got), "$1$2")
	if wantText != gotText {
		t.Errorf("%s:\n got %s\nwant %s", name, gotText, wantText)
	}
}

func breakdownOf(inv invoer.Invoice) any {
	all := []any{}
	for _, line := range inv.Breakdown {
		all = append(all, map[string]any{"rate": rateText(line.Rate), "base": line.Base.String(), "vat": line.VAT.String(), "category": line.Category})
	}
	return all
}

// linesOf gives of each line what the truth tells of the first one.
func linesOf(inv invoer.Invoice, raw json.RawMessage) any {
	var told []map[string]string
	if json.Unmarshal(raw, &told) != nil || len(told) == 0 {
		return []any{}
	}
	all := []any{}
	for i, line := range inv.Lines {
		values := map[string]any{"description": line.Description, "quantity": line.Quantity, "unit_price": line.UnitPrice, "rate": rateText(line.Rate), "total": line.Total.String()}
		for name := range values {
			if _, known := told[min(i, len(told)-1)][name]; !known {
				delete(values, name)
			}
		}
		all = append(all, values)
	}
	return all
}

func rateText(rate int64) string {
	return strings.TrimSuffix(strings.TrimRight(invoer.Money{Cents: rate}.String(), "0"), ".")
}

type endless struct{}

func (endless) Read(b []byte) (int, error) { return copy(b, bytes.Repeat([]byte(" "), len(b))), nil }

// A file that is too large is not in memory before it is refused, and of large
// ones there is one at a time; small ones wait for none.
func TestLargeXMLIsLoadedAlone(t *testing.T) {
	t.Parallel()
	l := NewXMLLoader()
	xml, done, err := l.Load(t.Context(), endless{})
	if err != nil || len(xml) != einvoice.MostBytes+1 {
		t.Fatalf("%d bytes, %v; want %d", len(xml), err, einvoice.MostBytes+1)
	}
	_, err = ReadXML(xml)
	if code, _ := invoer.CodeOf(err); code != invoer.CodeTooLarge {
		t.Errorf("what was loaded: %v, want %s", err, invoer.CodeTooLarge)
	}
	small := func(t *testing.T) {
		t.Helper()
		if got, done, err := l.Load(t.Context(), strings.NewReader("<a/>")); err != nil || string(got) != "<a/>" {
			t.Errorf("a small one beside a large one: %q, %v", got, err)
		} else {
			done()
		}
	}
	small(t)
	soon, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, _, err := l.Load(soon, endless{}); !errors.Is(err, invoer.ErrUnavailable) {
		t.Errorf("a second large one: %v, want unavailable while the first is held", err)
	}
	done()
	if _, _, err := l.Load(t.Context(), io.MultiReader(io.LimitReader(endless{}, 5<<20), broken{})); !errors.Is(err, invoer.ErrUnavailable) {
		t.Errorf("one that breaks off: %v, want unavailable", err)
	}
	_, done, err = l.Load(t.Context(), io.LimitReader(endless{}, 5<<20))
	if err != nil {
		t.Fatalf("after the others are gone: %v", err)
	}
	done()
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
