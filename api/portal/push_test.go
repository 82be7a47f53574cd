package portal

import (
	"net/http"
	"net/url"
	"testing"
)

// A person has a browser told and takes it back; an address inside our own house
// is refused.
func TestMessagesOnADevice(t *testing.T) {
	house := openHouse(t)
	v := house.visit(t, clientUser)
	browser := url.Values{
		"endpoint": {"https://push.example.com/abc"}, "auth": {"BTBZMqHH6r4Tts7J_aSIgg"},
		"p256dh": {"BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"},
	}
	told := func(want int) {
		t.Helper()
		if n, err := house.store.PushSubscriptions(t.Context(), house.identity(clientUser)); err != nil || n != want {
			t.Errorf("%d browsers are told, %v; want %d", n, err, want)
		}
	}
	status, _, body := v.get("/profile")
	v.wants("the profile", status, 200, body, `data-push="B`, "Verwittig mij op dit toestel")
	for range 2 { // the same browser is one
		status, _, body = v.post("/profile/push", browser)
		v.wants("a browser", status, 200, body, `/profile?said=push`)
	}
	told(1)
	browser.Set("endpoint", "https://127.0.0.1/x")
	status, _, body = v.post("/profile/push", browser)
	v.wants("an address of our own", status, http.StatusUnprocessableEntity, body)
	status, _, body = v.get("/profile?said=push")
	v.wants("the profile", status, 200, body, "Toestellen die verwittigd worden: 1")
	status, _, body = v.post("/profile/push/remove", nil)
	v.wants("taking it back", status, 303, body)
	told(0)
}
