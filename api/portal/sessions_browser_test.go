package portal

import (
	"testing"
)

// Who left a browser open somewhere sees it in his profile and ends it from
// another: it is asked to sign in again with its next step, and the one that he
// sits at goes on.
func TestASessionIsEndedFromAnother(t *testing.T) {
	house := openHouse(t)
	left, here := newHand(t, house.url), newHand(t, house.url)
	left.signIn(accountant, password)
	left.open("/documents")
	here.signIn(accountant, password)
	here.open("/profile")
	const rows = "document.querySelectorAll('form[action^=\"/profile/sessions/\"]').length"
	if n := ask[int](here, rows); n != 1 {
		t.Fatalf("%d sessions can be ended, want the other one and not this one", n)
	}
	here.click(`form[action^="/profile/sessions/"] button`)
	here.until("it is ended", rows+" === 0")
	left.open("/documents")
	left.until("the sign-in", "document.querySelector('input[name=password]') !== null")
	here.open("/documents")
	here.at("/documents")
}
