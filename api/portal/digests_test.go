package portal

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/invoer/invoer/storage"
)

// A person asks for letters about what waits, an admin says at which hour they
// go, and the link in a letter ends them: opening it does not, sending it does,
// without a sign-in and from a mail server that knows no form of ours.
func TestDigestIsAskedForAndEnded(t *testing.T) {
	house := openHouse(t)
	house.server.Letters = true
	who := house.identity(accountant)
	pace := func() storage.DigestPace {
		t.Helper()
		pace, err := house.store.DigestPace(t.Context(), who)
		if err != nil {
			t.Fatal(err)
		}
		return pace
	}
	v := house.visit(t, accountant)
	if status, _, body := v.post("/profile/digest", url.Values{"every": {"hour"}}); status != http.StatusUnprocessableEntity && status != http.StatusBadRequest {
		t.Errorf("every hour answers %d, want a refusal\n%.300s", status, body)
	}
	if status, head, body := v.post("/profile/digest", url.Values{"every": {"day"}}); status != http.StatusSeeOther || head.Get("Location") != "/profile?said=digest" || pace() != storage.DigestDaily {
		t.Fatalf("asking for a daily letter answers %d, and it comes %q\n%.300s", status, pace(), body)
	}
	status, _, body := v.get("/profile?said=digest")
	v.wants("the profile", status, 200, body, `<option value="day" selected>`, "Hoe vaak u brieven krijgt, is bewaard.")

	boss := house.visit(t, admin1)
	status, _, body = boss.post("/office/digest", url.Values{"hour": {"0"}})
	boss.wants("the hour", status, 303, body)
	status, _, body = boss.post("/office/digest", url.Values{"hour": {"24"}})
	boss.wants("an hour that no day has", status, 422, body)
	status, _, body = boss.get("/office/clients")
	boss.wants("the clients", status, 200, body, `<option value="0" selected>0:00`)

	link := "/digest/" + house.letterIn(t, 1)
	p := house.passer(t)
	status, _, body = p.get(link)
	if p.wants("opening the link", status, 200, body, "Geen brieven meer"); pace() != storage.DigestDaily {
		t.Error("opening the link ends the letters, want nothing changed: mail servers open links")
	}
	status, _, body = p.post(link, url.Values{"List-Unsubscribe": {"One-Click"}})
	if p.wants("sending it", status, 200, body, "U krijgt deze brieven niet meer"); pace() != storage.DigestNever {
		t.Errorf("after it was sent a letter comes %q, want never", pace())
	}
	status, _, body = p.post(link, url.Values{"List-Unsubscribe": {"One-Click"}})
	p.wants("sending it twice", status, 200, body)
	status, _, body = p.get("/digest/unknown")
	p.wants("a link that nobody has", status, 404, body, `name="password"`)
}

// letterIn takes the letter that is due in so many days, and gives the secret of
// its link.
func (h *house) letterIn(t *testing.T, days int) string {
	t.Helper()
	noon := time.Now().UTC().Truncate(24 * time.Hour).Add(12 * time.Hour) // letters are sent from the morning on
	letter, err := h.storeAt(t, noon.AddDate(0, 0, days)).NextDigest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return letter.Secret
}
