package api

import (
	"encoding/json"
	"net/http"
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
