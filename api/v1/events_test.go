package v1

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer/api"
)

// follow opens a stream of events; what comes is in the channel.
func (h *house) follow(t *testing.T, as, last string) <-chan api.Announcement {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	t.Cleanup(stop)
	r, err := http.NewRequestWithContext(ctx, "GET", h.url+"/api/v1/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+h.tokens[as])
	if last != "" {
		r.Header.Set("Last-Event-ID", last)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if answer.StatusCode != 200 || answer.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("stream: %d %s", answer.StatusCode, answer.Header.Get("Content-Type"))
	}
	lines, events := bufio.NewScanner(answer.Body), make(chan api.Announcement, 100)
	lines.Scan() // the greeting: from here on nothing is missed
	go func() {
		defer answer.Body.Close()
		for lines.Scan() {
			if text, isData := strings.CutPrefix(lines.Text(), "data: "); isData {
				var e api.Announcement
				if json.Unmarshal([]byte(text), &e) == nil {
					events <- e
				}
			}
		}
	}()
	return events
}

func next(t *testing.T, events <-chan api.Announcement) api.Announcement {
	t.Helper()
	select {
	case e := <-events:
		return e
	case <-time.After(90 * time.Second):
		t.Fatal("no event came within 20 s")
		return api.Announcement{}
	}
}

func TestEvents(t *testing.T) {
	t.Parallel()
	h := open(t)
	admin, client, other := h.follow(t, "admin", ""), h.follow(t, "client", ""), h.follow(t, "other", "")
	_, ofB := h.upload(t, "admin", "?client=B", nil, "@b.pdf", pdf+"1")
	_, ofA := h.upload(t, "admin", "?client=A", nil, "@a.pdf", pdf+"2")

	first, second := next(t, admin), next(t, admin)
	if first.Delivery != ofB.ID || second.Delivery != ofA.ID || first.Type != "delivery.received" || second.ID <= first.ID {
		t.Errorf("the admin got %+v and %+v, want the two deliveries in their order", first, second)
	}
	if got := next(t, client); got.Delivery != ofA.ID {
		t.Errorf("a person of client A got delivery %s first, want only his own %s", got.Delivery, ofA.ID)
	}
	if len(other) != 0 {
		t.Errorf("another office got %+v, want nothing", <-other)
	}

	// Whoever was away gets what he missed, from the database.
	first.Data, second.Data = nil, nil
	resumed := next(t, h.follow(t, "admin", jsonNumber(first.ID)))
	resumed.Data = nil
	if diff := cmp.Diff(second, resumed); diff != "" {
		t.Errorf("behind event %d (-want +got):\n%s", first.ID, diff)
	}

	// Whoever saw events that a restored database has no longer hears of the next.
	ahead := h.follow(t, "admin", "999999")
	_, last := h.upload(t, "admin", "?client=A", nil, "@c.pdf", pdf+"3")
	for told := next(t, ahead); told.Delivery != last.ID; told = next(t, ahead) {
		if told.ID <= second.ID {
			t.Fatalf("ahead of all events: got %+v again", told)
		}
	}
	g := h.want(t, 422, ask{as: "admin", method: "GET", path: "/api/v1/events", headers: map[string]string{"Last-Event-ID": "yesterday"}})
	isProblem(t, g)
}

func jsonNumber(n int64) string {
	text, _ := json.Marshal(n) // a number can always be written
	return string(text)
}

// The server's end does not wait for those who follow.
func TestStreamsEnd(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.follow(t, "admin", "")
	// The house's clean-up fails the test when Serve does not end in time.
}
