package portal

import (
	"testing"
)

func TestSignInAndOut(t *testing.T) {
	house := openHouse(t)
	p := newHand(t, house.url)
	p.open("/office/users?x=1")
	p.at("/sign-in?next=")
	p.refused(403)
	p.types("#email", admin1)
	p.types("#password", "not the password")
	p.click("form button.primary")
	p.sees("E-mailadres of wachtwoord klopt niet")
	p.types("#password", password)
	p.click("form button.primary")
	p.at("/office/users?x=1")
	p.click(".menu.end summary")
	p.click("form[data-sign-out] button")
	p.at("/sign-in?said=out")
	p.sees("U bent afgemeld")
	p.open("/documents")
	p.at("/sign-in")
}
