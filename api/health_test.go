package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/invoer/invoer"
)

// TestReadyTellsHowOldTheWorkIs has a file that nobody reads, and looks before
// it came, soon after, and when it has waited too long.
func TestReadyTellsHowOldTheWorkIs(t *testing.T) {
	t.Parallel()
	var ahead time.Duration
	h := open(t, func(s *Settings) { s.Now = func() time.Time { return time.Now().Add(ahead) } })
	want := func(work string) {
		t.Helper()
		answer, err := http.Get(h.web.URL + "/readyz")
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		var said map[string]string
		if err := json.NewDecoder(answer.Body).Decode(&said); err != nil {
			t.Fatal(err)
		}
		if answer.StatusCode != http.StatusOK || said["work"] != work || said["oldest_waiting"] == "" {
			t.Errorf("%d %v, want 200 and work %s", answer.StatusCode, said, work)
		}
	}
	want("ok")
	part := invoer.Part{Name: "a.pdf", Media: "application/pdf", Size: 1, SHA256: "00", Outcome: invoer.Taken}
	there := func(invoer.BlobKey) error { return nil }
	if _, _, err := h.Store.Deliver(t.Context(), h.who, invoer.Delivery{Via: invoer.DoorUpload, Parts: []invoer.Part{part}}, there); err != nil {
		t.Fatal(err)
	}
	want("ok")
	ahead = time.Hour
	want("behind")
}

// A part that does not answer, or hangs for ever, makes the server not ready, and
// is asked once however many want to know.
func TestReadyAsksItsParts(t *testing.T) {
	t.Parallel()
	var away, asked atomic.Int64
	hangs := make(chan struct{})
	h := open(t, func(s *Settings) {
		s.Ready = []Check{{"bytes", func(context.Context) error {
			if away.Load() == 0 {
				return nil
			}
			asked.Add(1)
			<-hangs
			return errors.New("the disk is away")
		}}}
	})
	ready := func() (int, map[string]string) {
		answer := httptest.NewRecorder()
		h.Server.Mux.ServeHTTP(answer, httptest.NewRequest("GET", "/readyz", nil))
		var said map[string]string
		if err := json.NewDecoder(answer.Body).Decode(&said); err != nil {
			t.Error(err)
		}
		return answer.Code, said
	}
	if status, said := ready(); status != http.StatusOK || said["bytes"] != "ok" {
		t.Errorf("%d %v, want it ready", status, said)
	}
	away.Store(1)
	for status, said := ready(); status == http.StatusOK; status, said = ready() { // the answer from before counts for a moment
		if said["bytes"] != "ok" {
			t.Fatalf("%d %v", status, said)
		}
	}
	var all sync.WaitGroup
	for range 5 {
		all.Go(func() {
			if status, said := ready(); status != http.StatusServiceUnavailable || said["bytes"] != "does not answer" {
				t.Errorf("%d %v, want 503 for the bytes", status, said)
			}
		})
	}
	all.Wait()
	if n := asked.Load(); n != 1 {
		t.Errorf("asked %d times, want once while no answer comes", n)
	}
	close(hangs)
}
