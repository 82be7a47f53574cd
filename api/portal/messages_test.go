package portal

import (
	"encoding/base64"
	"html"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/media"
	"github.com/invoer/invoer/intake"
)

// A question goes to the client, who finds it in his list and at the document, and
// answers there; the office's note he never sees. A form that is sent twice says
// it once, and what is said is text, whatever it looks like.
func TestQuestionAndAnswer(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	doc := house.settled(1)[0]
	path := "/documents/" + string(doc.ID)
	v := house.visit(t, accountant)
	v.post(path+"/messages", url.Values{"kind": {"note"}, "text": {"niet tonen"}})
	asks := url.Values{"kind": {"question"}, "once": {"11111111-1111-4111-8111-111111111111"}, "text": {"Is <script>alert(1)</script> voor de zaak?"}}
	for range 2 {
		if status, head, _ := v.post(path+"/messages", asks); status != 303 || !strings.Contains(head.Get("Location"), "said=told") {
			t.Fatalf("asking answers %d to %q, want back to the document", status, head.Get("Location"))
		}
	}
	status, _, body := v.get("/questions")
	v.wants("the office's list", status, 200, body, "Ardsara", "Is &lt;script&gt;alert(1)&lt;/script&gt; voor de zaak?")

	c := house.visit(t, clientUser)
	status, _, body = c.get("/questions")
	c.wants("the client's list", status, 200, body, "Ardsara", path)
	if n := strings.Count(body, "voor de zaak?"); n != 1 {
		t.Errorf("the question is listed %d times, want once", n)
	}
	status, _, body = c.get(path)
	c.wants("the client's document", status, 200, body, "Uw antwoord")
	if strings.Contains(body, "niet tonen") || strings.Contains(body, "<script>alert") {
		t.Errorf("the client is shown the note, or a script\n%s", body)
	}
	question := regexp.MustCompile(`name="question" value="([^"]+)"`).FindStringSubmatch(body)
	if question == nil {
		t.Fatalf("no question to answer\n%s", body)
	}
	if status, _, _ = c.post(path+"/messages", url.Values{"kind": {"answer"}, "question": {question[1]}, "text": {"Ja, \u05e9\u05dc\u05d5\u05dd"}}); status != 303 {
		t.Errorf("answering answers %d, want 303", status)
	}
	status, _, body = c.get("/questions")
	c.wants("the client's list afterwards", status, 200, html.UnescapeString(body), "Er staan geen vragen open")
	status, _, body = v.get(path)
	v.wants("the office's document", status, 200, body, "Ja, \u05e9\u05dc\u05d5\u05dd", "niet tonen", "antwoordde", "Chris Maes")
	for what, form := range map[string]url.Values{
		"a note of a client":   {"kind": {"note"}, "text": {"x"}},
		"a question of one":    {"kind": {"question"}, "text": {"x"}},
		"an answer to nothing": {"kind": {"answer"}, "question": {"22222222-2222-4222-8222-222222222222"}, "text": {"x"}},
		"an empty answer":      {"kind": {"answer"}, "question": {question[1]}, "text": {" "}},
	} {
		if status, _, _ := c.post(path+"/messages", form); status < 400 || status >= 500 {
			t.Errorf("%s answers %d, want a refusal", what, status)
		}
	}
}

// The e-mail that a document came in is one click away from it, byte for byte; a
// document that came otherwise has none.
func TestTheMailOfADocument(t *testing.T) {
	house := openHouse(t)
	invoice, err := os.ReadFile(testdata("nl-excel-grid-pdf-text", "document.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	message := "From: a@b.test\r\nMIME-Version: 1.0\r\nContent-Type: application/pdf; name=\"factuur.pdf\"\r\nContent-Disposition: attachment; filename=\"factuur.pdf\"\r\n" +
		"Content-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString(invoice) + "\r\n"
	_, err = house.server.Gate.Accept(t.Context(), invoer.Machine(house.office), intake.Arrival{
		Client: house.client, Via: invoer.DoorMail, From: "a@b.test",
		Parts: func(yield func(intake.Item, error) bool) {
			yield(intake.Item{Name: "message.eml", Media: media.Message, Body: strings.NewReader(message)}, nil)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	docs := house.settled(1)
	v := house.visit(t, accountant)
	path := "/documents/" + string(docs[0].ID)
	status, _, body := v.get(path)
	v.wants("the document", status, 200, body, path+"/message")
	status, _, body = v.get(path + "/message")
	v.wants("its mail", status, 200, body)
	if body != message {
		t.Errorf("the mail is %q, want as it came", body)
	}
	if status, _, _ = house.visit(t, stranger).get(path + "/message"); status != 404 {
		t.Errorf("a stranger gets the mail: %d, want 404", status)
	}
}
