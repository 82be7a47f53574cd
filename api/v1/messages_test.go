package v1

import (
	"net/http"
	"testing"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// A note is the office's own, a question is answered by the client's people,
// and what is sent twice is said once.
func TestMessages(t *testing.T) {
	t.Parallel()
	h := open(t)
	doc, other := h.document(t, h.admin, h.a.ID, "M1"), h.document(t, h.admin, h.a.ID, "M2")
	at := func(id invoer.DocumentID) string { return "/api/v1/documents/" + string(id) + "/messages" }
	say := func(as string, id invoer.DocumentID, body map[string]string) ask {
		return ask{as: as, method: "POST", path: at(id), body: body}
	}
	const once = "11111111-2222-4333-8444-555555555555"
	h.want(t, http.StatusCreated, say("accountant", doc, map[string]string{"kind": "note", "text": "look at the rate"}))
	h.want(t, http.StatusForbidden, say("client", doc, map[string]string{"kind": "note", "text": "x"}))
	h.want(t, http.StatusNotFound, say("client b", doc, map[string]string{"kind": "answer", "question": once, "text": "x"}))
	h.want(t, http.StatusUnprocessableEntity, say("accountant", doc, map[string]string{"kind": "question", "text": " "}))

	var asked, again, answered Message
	question := map[string]string{"id": once, "kind": "question", "text": "What was this for?"}
	h.want(t, http.StatusCreated, say("accountant", doc, question)).into(t, &asked)
	h.want(t, http.StatusCreated, say("accountant", doc, question)).into(t, &again)
	if asked != again || asked.ID != once || asked.Kind != storage.MessageQuestion {
		t.Errorf("said twice it is %+v and %+v, want one message", asked, again)
	}
	h.want(t, http.StatusConflict, say("accountant", other, question))

	var open List[Question]
	h.want(t, http.StatusOK, ask{as: "client", method: "GET", path: "/api/v1/questions"}).into(t, &open)
	if len(open.Items) != 1 || open.Items[0].ID != once || open.Items[0].Document != doc {
		t.Errorf("open questions %+v, want the one", open.Items)
	}
	open = List[Question]{}
	h.want(t, http.StatusOK, ask{as: "client b", method: "GET", path: "/api/v1/questions"}).into(t, &open)
	if len(open.Items) != 0 {
		t.Errorf("another client sees %+v, want nothing", open.Items)
	}
	h.want(t, http.StatusCreated, say("client", doc, map[string]string{"kind": "answer", "question": once, "text": "The kitchen"})).into(t, &answered)
	if answered.Question != once || answered.Text != "The kitchen" {
		t.Errorf("the answer is kept as %+v", answered)
	}
	for as, want := range map[string]int{"accountant": 3, "client": 2} {
		var all List[Message]
		h.want(t, http.StatusOK, ask{as: as, method: "GET", path: at(doc)}).into(t, &all)
		if len(all.Items) != want || all.Next != "" {
			t.Errorf("%s reads %d messages, want %d: %+v", as, len(all.Items), want, all.Items)
		}
	}
	open = List[Question]{}
	h.want(t, http.StatusOK, ask{as: "accountant", method: "GET", path: "/api/v1/questions"}).into(t, &open)
	if len(open.Items) != 0 {
		t.Errorf("afterwards %+v is open, want nothing", open.Items)
	}
}

// A person says by a program how he is told of what waits for him; what others
// chose stays, and an address inside our own house is refused.
func TestTold(t *testing.T) {
	t.Parallel()
	h := open(t)
	browser := map[string]string{
		"endpoint": "https://push.example.com/abc", "auth": "BTBZMqHH6r4Tts7J_aSIgg",
		"p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
	}
	told := func(as string, pace storage.DigestPace, browsers int) {
		t.Helper()
		var got Told
		h.want(t, http.StatusOK, ask{as: as, method: "GET", path: "/api/v1/told"}).into(t, &got)
		if got.Digest != pace || got.Browsers != browsers || len(got.PushKey) != 87 {
			t.Errorf("%s is told %+v, want a letter every %q and %d browsers, with a key of 65 bytes", as, got, pace, browsers)
		}
	}
	told("client", storage.DigestNever, 0)
	h.want(t, http.StatusOK, ask{as: "client", method: "PUT", path: "/api/v1/told/digest", body: map[string]string{"digest": "week"}})
	h.want(t, http.StatusUnprocessableEntity, ask{as: "client", method: "PUT", path: "/api/v1/told/digest", body: map[string]string{"digest": "hour"}}) // no pace
	for range 2 {                                                                                                                                       // the same browser is one
		h.want(t, http.StatusCreated, ask{as: "client", method: "POST", path: "/api/v1/told/browsers", body: browser})
	}
	told("client", storage.DigestWeekly, 1)
	told("accountant", storage.DigestNever, 0)
	browser["endpoint"] = "https://127.0.0.1/x"
	h.want(t, http.StatusUnprocessableEntity, ask{as: "client", method: "POST", path: "/api/v1/told/browsers", body: browser})
	h.want(t, http.StatusOK, ask{as: "client", method: "DELETE", path: "/api/v1/told/browsers"})
	h.want(t, http.StatusOK, ask{as: "client", method: "PUT", path: "/api/v1/told/digest", body: map[string]string{"digest": ""}})
	told("client", storage.DigestNever, 0)
}
