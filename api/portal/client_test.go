package portal

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// An admin changes a client, archives it, gives it a mail address and says who
// may write to it; what he typed wrong comes back with what is wrong.
func TestAClientIsChanged(t *testing.T) {
	house := openHouse(t)
	admin := house.identity(admin1)
	at := "/office/clients/" + string(house.client)
	v := house.visit(t, admin1)
	status, _, body := v.get("/office/clients")
	v.wants("the clients", status, 200, body, `href="`+at+`"`)
	good := url.Values{
		"name": {"Brirolis Medical nv"}, "code": {"K005"}, "vat": {"0477574154"}, "language": {"fr"}, "limit": {"50"},
		"own": {"BE68 5390 0754 7034\nBrirolis\nKerkstraat 1, 9000 Gent"},
	}
	status, _, body = v.post(at, good)
	v.wants("the change", status, 303, body)
	status, _, body = v.get(at)
	v.wants("the client", status, 200, body, "Brirolis Medical nv", "BE 0477.574.154", `value="50"`, "BE68 5390 0754 7034", "Kerkstraat 1, 9000 Gent", "Chris Maes")
	c, err := house.store.Client(t.Context(), admin, house.client)
	if err != nil || c.Language != "fr" || c.DayLimit != 50<<20 || c.Archived || !slices.Contains(c.Own.Names, "Brirolis") || !slices.Contains(c.Own.IBANs, invoer.IBAN("BE68539007547034")) {
		t.Errorf("the client is %+v (%v), want it as it was typed", c, err)
	}

	for says, form := range map[string]url.Values{
		`aria-describedby="m-code"`:               {"name": {"x"}, "code": {"a b"}, "language": {"nl"}},
		`id="m-code">`:                            {"name": {"x"}, "code": {"K008"}, "language": {"nl"}},
		"Een geheel getal, nul of meer":           {"name": {"x"}, "code": {"K005"}, "language": {"nl"}, "limit": {"-3"}},
		"Hoogstens 200 tekens":                    {"name": {strings.Repeat("x", 201)}, "code": {"K005"}, "language": {"nl"}},
		`aria-describedby="m-vat"`:                {"name": {"x"}, "code": {"K005"}, "language": {"nl"}, "vat": {"BE 0477.574.155"}},
		">Een eigen naam die blijft staan</texta": {"name": {" "}, "code": {"K005"}, "language": {"nl"}, "own": {"Een eigen naam die blijft staan"}},
	} {
		status, _, body := v.post(at, form)
		v.wants("a form that is wrong", status, 422, body, says)
	}

	good.Set("archived", "yes")
	status, _, body = v.post(at, good)
	v.wants("archiving", status, 303, body)
	status, _, body = v.get("/office/clients")
	v.wants("the clients", status, 200, body, "gearchiveerd")
	status, _, body = v.get("/upload")
	if v.wants("the upload", status, 200, body); strings.Contains(body, "Brirolis") {
		t.Errorf("an archived client can be handed in for\n%s", body)
	}
	good.Del("archived")
	v.post(at, good)
	if c, err := house.store.Client(t.Context(), admin, house.client); err != nil || c.Archived {
		t.Errorf("afterwards it is archived: %v (%v), want it back", c.Archived, err)
	}

	status, _, body = v.post(at+"/mail", nil)
	v.wants("an address", status, 303, body)
	v.post(at+"/mail", nil)
	status, _, body = v.post(at+"/senders", url.Values{"senders": {"Leverancier@Example.com\nexample.org"}})
	v.wants("the senders", status, 303, body)
	status, _, body = v.get(at)
	v.wants("the client", status, 200, body, "k005-", "geldt nog tot", ">example.org\nleverancier@example.com</textarea>")
	if tokens, err := house.store.MailTokens(t.Context(), admin, house.client); err != nil || len(tokens) != 2 {
		t.Errorf("it has %d addresses (%v), want the new one and the one before", len(tokens), err)
	}
	if status, _, _ := house.visit(t, accountant).post(at, good); status != 403 {
		t.Errorf("an accountant changes a client: %d, want 403", status)
	}
}

// An office that wants a second factor lets whoever has none set one up, and
// nothing else.
func TestOfficeWantsASecondFactor(t *testing.T) {
	house := openHouse(t)
	v := house.visit(t, admin1)
	status, _, body := v.post("/office/second-factor", url.Values{"from": {"some"}})
	v.wants("a rule that there is not", status, 422, body)
	status, _, body = v.post("/office/second-factor", url.Values{"from": {"office"}})
	v.wants("the rule", status, 303, body)
	for _, path := range []string{"/documents", "/office/users", "/upload", "/events"} {
		if status, head, _ := v.get(path); status != 303 || !strings.HasPrefix(head.Get("Location"), "/profile?said=factor-first") {
			t.Errorf("%s without a second factor: %d to %q, want the profile", path, status, head.Get("Location"))
		}
	}
	status, _, body = v.get("/profile?said=factor-first")
	v.wants("the profile", status, 200, body, "Uw kantoor vraagt een tweede factor")
	if status, _, _ := house.visit(t, clientUser).get("/documents"); status != 200 {
		t.Errorf("a client's person: %d, want 200: the rule is for the office's own people", status)
	}
	other := house.visit(t, accountant)
	if status, _, _ := other.post("/profile/code", url.Values{"password": {"wrong"}}); status != 422 {
		t.Errorf("setting codes up with a wrong password: %d, want 422 from the profile itself", status)
	}
	if err := house.store.AddPasskey(t.Context(), house.identity(accountant), storage.Passkey{Handle: []byte("x"), Name: "x", Credential: []byte("{}")}); err != nil {
		t.Fatal(err)
	}
	if status, _, _ := other.get("/documents"); status != 200 {
		t.Errorf("with a passkey that was made in this session: %d, want 200", status)
	}
	if status, _, _ := house.visit(t, accountant).get("/documents"); status != 303 {
		t.Errorf("signed in by password though there is a passkey: %d, want 303 to the profile", status)
	}

	house.setUpCodes(admin1)
	status, _, body = v.get("/office/users")
	v.wants("with codes", status, 200, body, "De mensen van het kantoor")
	status, _, body = v.post("/office/second-factor", url.Values{"from": {"everybody"}})
	v.wants("the rule for everybody", status, 303, body)
	if status, _, _ := house.visit(t, clientUser).get("/documents"); status != 303 {
		t.Errorf("a client's person: %d, want 303 to the profile", status)
	}
}

// setUpCodes gives a person one-time codes.
func (h *house) setUpCodes(email string) {
	h.Helper()
	who := h.identity(email)
	if err := h.store.StartSecondFactor(h.Context(), who); err != nil {
		h.Fatal(err)
	}
	e, err := h.store.Enrolment(h.Context(), who)
	if err != nil {
		h.Fatal(err)
	}
	code, err := totp.GenerateCode(e.Secret, time.Now())
	if err != nil {
		h.Fatal(err)
	}
	if _, err := h.store.ConfirmSecondFactor(h.Context(), who, code); err != nil {
		h.Fatal(err)
	}
}
