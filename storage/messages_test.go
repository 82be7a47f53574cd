package storage

import (
	"errors"
	"strings"
	"testing"

	"github.com/invoer/invoer"
)

// A note stays in the office, a question goes to the client of the document, and
// his answer closes it; what is sent twice is there once.
func TestMessages(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	ctx := t.Context()
	id := h.addRead(t, h.client, bakery("1", 100))
	client := h.person
	for _, m := range []Message{
		{Document: id, Kind: MessageNote, Text: "bellen"},
		{ID: "11111111-1111-4111-8111-111111111111", Document: id, Kind: MessageQuestion, Text: " Waarvoor is dit? "},
		{ID: "11111111-1111-4111-8111-111111111111", Document: id, Kind: MessageQuestion, Text: "Waarvoor is dit?"},
	} {
		if _, err := h.Say(ctx, h.accountant, m); err != nil {
			t.Fatal(err)
		}
	}
	open, err := h.OpenQuestions(ctx, client)
	if err != nil || len(open) != 1 || open[0].Text != "Waarvoor is dit?" || open[0].Document != id {
		t.Fatalf("the client is asked %+v, %v, want one question", open, err)
	}
	seen, err := h.Messages(ctx, client, id)
	if err != nil || len(seen) != 1 {
		t.Errorf("the client sees %+v, %v, want the question alone", seen, err)
	}
	if _, err := h.Say(ctx, client, Message{Document: id, Kind: MessageAnswer, Question: open[0].ID, Text: "Voor het feest"}); err != nil {
		t.Fatal(err)
	}
	all, err := h.Messages(ctx, h.accountant, id)
	if err != nil || len(all) != 3 || !all[1].Answered || all[2].Text != "Voor het feest" {
		t.Errorf("the office sees %+v, %v, want note, question and answer", all, err)
	}
	if open, err = h.OpenQuestions(ctx, client); err != nil || len(open) != 0 {
		t.Errorf("after the answer the client is asked %+v, %v, want nothing", open, err)
	}
	history, err := h.History(ctx, h.accountant, id)
	if err != nil || history[0].Action != "said-answer" || history[0].After["text"] != "Voor het feest" {
		t.Errorf("the history begins with %+v, %v, want the answer", history[0], err)
	}
}

// What nobody may say is refused, and leaves nothing.
func TestMessagesThatAreRefused(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	ctx := t.Context()
	id := h.addRead(t, h.client, bakery("1", 100))
	client := h.person
	stranger := invoer.Scope{Office: h.office, Client: h.addClient(t, "Z9"), Role: invoer.RoleClient}
	for name, c := range map[string]struct {
		who invoer.Scope
		m   Message
		err error
	}{
		"a note of a client":         {client, Message{Kind: MessageNote, Text: "x"}, invoer.ErrForbidden},
		"a question of a client":     {client, Message{Kind: MessageQuestion, Text: "x"}, invoer.ErrForbidden},
		"another client's document":  {stranger, Message{Kind: MessageAnswer, Question: "11111111-1111-4111-8111-111111111111", Text: "x"}, invoer.ErrNotFound},
		"an answer to no question":   {client, Message{Kind: MessageAnswer, Question: "11111111-1111-4111-8111-111111111111", Text: "x"}, invoer.ErrNotFound},
		"nothing":                    {h.accountant, Message{Kind: MessageNote, Text: " \n "}, invoer.ErrInvalid},
		"a book":                     {h.accountant, Message{Kind: MessageNote, Text: strings.Repeat("é", longestMessage+1)}, invoer.ErrInvalid},
		"something that is not said": {h.accountant, Message{Kind: "shout", Text: "x"}, invoer.ErrInvalid},
	} {
		c.m.Document = id
		if _, err := h.Say(ctx, c.who, c.m); !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", name, err, c.err)
		}
	}
	if all, err := h.Messages(ctx, h.accountant, id); err != nil || len(all) != 0 {
		t.Errorf("what was refused left %+v, %v", all, err)
	}
}
