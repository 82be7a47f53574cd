package portal

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// The time line of a document begins at the door, tells what read it and how
// long each stage took, and what people did after it; a client's people see no
// machines.
func TestTimeLineFromTheDoor(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	doc := house.settled(1)[0]
	who := house.identity(accountant)
	for doc.Stage != invoer.StageDone { // the house tells others of it after people see it
		doc = house.settled(1)[0]
	}
	if _, err := house.store.Approve(t.Context(), who, doc.ID, storage.AnyVersion); err != nil {
		t.Fatal(err)
	}
	status, _, body := house.visit(t, accountant).get("/documents/" + string(doc.ID))
	_, line, _ := strings.Cut(body, `<section id="p-history"`)
	line, _, _ = strings.Cut(line, "</section>")
	if status != 200 {
		t.Fatalf("the document answers %d, want 200", status)
	}
	at := 0
	for _, want := range []string{
		`Bert Claes</bdi></b> · heeft goedgekeurd`, `Boeking voorgesteld, \d+`, `Velden gezocht, [\d,.]+.(ms|s)`, `In documenten verdeeld`,
		`Bladzijde klaargezet, tekst van het bestand, [\d,.]+.(ms|s)`, `Bestand geopend`, `</bdi></b> · kwam binnen langs Opladen<br>Bestand: <ins>document\.pdf`,
	} {
		found := regexp.MustCompile(want).FindStringIndex(line[at:])
		if found == nil {
			t.Fatalf("the time line does not say %q after what is newer:\n%s", want, line)
		}
		at += found[1]
	}
	if _, _, body := house.visit(t, clientUser).get("/documents/" + string(doc.ID)); strings.Contains(body, "Velden gezocht") {
		t.Errorf("a client's person sees the stages\n%s", body)
	}
}

// The time line goes on to the booking: in which batch a document left, and from
// which one it was taken back, and why.
func TestTimeLineToTheBooking(t *testing.T) {
	t.Parallel()
	f := sampleFrame("nl", invoer.RoleAccountant, "documents")
	line := f.history(dossier{history: []storage.Audit{
		{At: sampleNow, User: sampleUser, Name: "An Peeters", Action: "unbooked", After: map[string]string{"batch": "7", "reason": "verkeerde periode"}},
		{At: sampleNow, User: sampleUser, Name: "An Peeters", Action: "booked", After: map[string]string{"batch": "7"}},
	}})
	want := []auditView{
		{At: sampleNow, Who: "An Peeters", Did: "de batch werd teruggenomen", Changes: []changeView{{"Batch", "", "7"}, {"Reden", "", "verkeerde periode"}}},
		{At: sampleNow, Who: "An Peeters", Did: "werd geboekt in een batch", Changes: []changeView{{"Batch", "", "7"}}},
	}
	if diff := cmp.Diff(want, line); diff != "" {
		t.Errorf("the time line (-want +got):\n%s", diff)
	}
}
