package portal

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/intake"
)

// The page of arrivals finds what was not taken, tells where the rest is, and
// gives a delivery that came for nobody to a client.
func TestArrivals(t *testing.T) {
	house := openHouse(t)
	who := house.identity(accountant)
	taken := house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	broken := house.deliver(who, "", "stuk.pdf", []byte("%PDF-1.7\nnothing more"))
	odd := house.deliver(who, house.client, "notitie.txt", []byte("niet voor de boekhouding"))
	house.settled(2)
	v := house.visit(t, accountant)
	status, _, body := v.get("/deliveries?only=not-taken")
	v.wants("what was not taken", status, http.StatusOK, body, deliveryURL(odd.ID))
	if strings.Contains(body, deliveryURL(taken.ID)) {
		t.Errorf("what was taken is listed as not taken\n%s", body)
	}
	status, _, body = v.get("/deliveries")
	v.wants("all", status, http.StatusOK, body, deliveryURL(taken.ID), "1 Na te kijken")

	address := deliveryURL(broken.ID)
	status, head, body := v.post(address+"/client", url.Values{"client": {string(house.second)}})
	v.wants("giving it to a client", status, http.StatusSeeOther, body)
	status, _, body = v.get(head.Get("Location"))
	v.wants("its page then", status, http.StatusOK, body, "Imprimerie Lambotte")
	status, _, body = v.post(address+"/again", nil)
	v.wants("trying it again", status, http.StatusSeeOther, body)
	for _, doc := range house.settled(2) {
		if doc.Delivery == broken.ID && doc.Client != house.second {
			t.Errorf("its document is of client %s, want %s", doc.Client, house.second)
		}
	}
	if status, _, body = v.post(address+"/client", url.Values{"client": {"nobody"}}); status != http.StatusBadRequest && status != http.StatusUnprocessableEntity {
		t.Errorf("to nobody it answers %d\n%s", status, body)
	}
	client := house.visit(t, clientUser)
	if status, _, _ := client.post(deliveryURL(odd.ID)+"/client", url.Values{"client": {string(house.client)}}); status != http.StatusForbidden {
		t.Errorf("a client gives away a delivery: %d, want 403", status)
	}
}

// A delivery from somebody who was not expected waits for a yes and is opened
// then, or is turned away.
func TestAnswerToAnUnexpectedSender(t *testing.T) {
	house := openHouse(t)
	v := house.visit(t, accountant)
	for answer, want := range map[string]invoer.Answer{"admit": invoer.AnswerYes, "turn-away": invoer.AnswerNo} {
		receipt, err := house.server.Gate.Accept(t.Context(), invoer.Machine(house.office), intake.Arrival{
			Via: invoer.DoorMail, From: "stranger@example.test", Key: answer, Answer: invoer.AnswerWaiting,
			Owner: func(context.Context) (invoer.ClientID, error) { return house.client, nil },
			Parts: func(yield func(intake.Item, error) bool) {
				yield(intake.Item{Name: "a.pdf", Body: strings.NewReader("%PDF-1.7\n" + answer)}, nil)
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		address := deliveryURL(receipt.Delivery.ID)
		status, _, body := v.get(address)
		v.wants("before the answer", status, http.StatusOK, body, "Wacht op uw ja")
		status, _, body = v.post(address+"/"+answer, nil)
		v.wants(answer, status, http.StatusSeeOther, body)
		d, err := house.store.Delivery(t.Context(), house.identity(accountant), receipt.Delivery.ID)
		if err != nil || d.Answer != want {
			t.Errorf("after %s its answer is %q, %v; want %q", answer, d.Answer, err, want)
		}
		if status, head, _ := v.post(address+"/"+answer, nil); status != http.StatusSeeOther || !strings.Contains(head.Get("Location"), "not-now") {
			t.Errorf("a second %s answers %d %s, want that it cannot be done", answer, status, head.Get("Location"))
		}
	}
	house.settled(1)
}
