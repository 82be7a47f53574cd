package contract

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

func words(r invoer.Reason) string { return "because of " + r.Code }

func sample() *invoer.Invoice {
	inv := &invoer.Invoice{Kind: invoer.KindInvoice, Language: "nl"}
	inv.Supplier.Name = invoer.Field[string]{
		Value: "Drukkerij \"De Zetter\" bv", Confidence: 96,
		Origin: invoer.Origin{Reader: "ocr", Page: 1, Box: invoer.Box{X0: 56.04, Y0: 40.1, X1: 230.4, Y1: 61}, Why: invoer.Because("place")},
	}
	inv.Total = invoer.Field[invoer.Money]{
		Value: invoer.EUR(147160), Confidence: 100,
		Origin: invoer.Origin{Reader: "ubl", Path: "/ubl:Invoice/cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount", Why: invoer.Because("e-invoice")},
	}
	inv.Breakdown = []invoer.VATLine{{Rate: 2100, Base: invoer.EUR(121620), VAT: invoer.EUR(25540), Category: "S", Confidence: 90}, {Rate: 550, Confidence: 80}}
	inv.Lines = []invoer.Line{{Description: "Papier", Quantity: "2", UnitPrice: "1.5", Rate: -1, Total: invoer.EUR(300), Confidence: 70}}
	inv.Findings = []invoer.Finding{invoer.Find("a-rule", invoer.Warning, "supplier_vat", "BE 0999.999.998")}
	return inv
}

// TestReadWritesTheShapeOfTheContract: names, order and formats.
func TestReadWritesTheShapeOfTheContract(t *testing.T) {
	t.Parallel()
	object := Read("scan.pdf", []int{3, 4}, sample(), words)
	object.Readers, object.Seconds = []string{"ocr"}, 1.24
	got, err := json.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"file":"scan.pdf","pages":[3,4],"doc_type":"invoice","language":"nl","readers":["ocr"],"seconds":1.24,"fields":{` +
		`"supplier_name":{"value":"Drukkerij \"De Zetter\" bv","confidence":96,"reader":"ocr","page":3,"box":[56,40.1,230.4,61],"why":"because of place"},` +
		`"total_incl":{"value":"1471.60","confidence":100,"reader":"ubl","path":"/ubl:Invoice/cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount","why":"because of e-invoice"},` +
		`"vat_breakdown":{"value":[{"rate":"21","base":"1216.20","vat":"255.40","category":"S"},{"rate":"5.5","base":"0.00","vat":"0.00","category":""}],"confidence":80,"reader":"","why":"because of "},` +
		`"lines":{"value":[{"description":"Papier","quantity":"2","unit_price":"1.5","rate":"","total":"3.00"}],"confidence":70,"reader":"","why":"because of "}},` +
		`"findings":[{"rule":"a-rule","severity":"warning","field":"supplier_vat","args":["BE 0999.999.998"]}]}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("want - got +:\n%s", diff)
	}
}

// TestListsAreNeverNull: a document without pages or findings has empty lists.
func TestListsAreNeverNull(t *testing.T) {
	t.Parallel()
	object := Read("a.xml", nil, &invoer.Invoice{Kind: invoer.KindOther}, words)
	got, err := json.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"file":"a.xml","pages":[],"doc_type":"other","readers":[],"fields":{},"findings":[]}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("want - got +:\n%s", diff)
	}
}

func TestUnreadSaysWhy(t *testing.T) {
	t.Parallel()
	got, err := json.Marshal(Unread("broken.pdf", invoer.Unread(invoer.CodeEncrypted, "the file asks for a password")))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"file":"broken.pdf","error":{"code":"encrypted","detail":"the file asks for a password"}}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("want - got +:\n%s", diff)
	}
}

func TestPercent(t *testing.T) {
	t.Parallel()
	cases := map[int64]string{2100: "21", 0: "0", 550: "5.5", 1975: "19.75", 205: "2.05", -1: ""}
	for rate, want := range cases {
		if got := Percent(rate); got != want {
			t.Errorf("Percent(%d) = %q, want %q", rate, got, want)
		}
	}
}
