package mail

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/emersion/go-msgauth/dkim"

	"github.com/invoer/invoer"
)

// letterOf spools a message by hand.
func letterOf(t *testing.T, text string) *letter {
	t.Helper()
	l, err := spool(t.TempDir(), strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.close)
	return l
}

func TestSenderCheck(t *testing.T) {
	t.Parallel()
	const from = "From: Ann <ann@shop.example.com>\r\n"
	cases := map[string]struct {
		head string
		want invoer.SenderCheck
	}{
		"DMARC passed":                         {"Authentication-Results: relay.example.test; dmarc=pass header.from=shop.example.com\r\n", invoer.SenderPassed},
		"DMARC failed":                         {"Authentication-Results: relay.example.test; spf=pass smtp.mailfrom=x@evil.test; dmarc=fail\r\n", invoer.SenderFailed},
		"a name in capitals, folded":           {"Authentication-Results: RELAY.example.test;\r\n dmarc=pass\r\n header.from=shop.example.com\r\n", invoer.SenderPassed},
		"DKIM of the author's domain":          {"Authentication-Results: relay.example.test; dkim=pass header.d=example.com\r\n", invoer.SenderPassed},
		"DKIM of somebody else's domain":       {"Authentication-Results: relay.example.test; dkim=pass header.d=newsletters.test\r\n", invoer.SenderUnchecked},
		"SPF of the author's domain":           {"Authentication-Results: relay.example.test; spf=pass smtp.mailfrom=bounce@shop.example.com\r\n", invoer.SenderPassed},
		"all failed":                           {"Authentication-Results: relay.example.test; spf=fail smtp.mailfrom=a@shop.example.com; dkim=fail\r\n", invoer.SenderFailed},
		"a host that nobody trusts":            {"Authentication-Results: evil.test; dmarc=pass header.from=shop.example.com\r\n", invoer.SenderUnchecked},
		"a stranger's line below the relay's":  {"Authentication-Results: relay.example.test; dmarc=fail\r\nAuthentication-Results: relay.example.test; dmarc=pass header.from=shop.example.com\r\n", invoer.SenderFailed},
		"a line that cannot be read":           {"Authentication-Results: ;;;\r\n", invoer.SenderUnchecked},
		"nothing said":                         {"", invoer.SenderUnchecked},
		"a top-level domain proves nobody":     {"Authentication-Results: relay.example.test; dkim=pass header.d=com\r\n", invoer.SenderUnchecked},
		"DMARC of another author":              {"Authentication-Results: relay.example.test; dmarc=pass header.from=evil.test\r\n", invoer.SenderUnchecked},
		"two authors":                          {"Authentication-Results: relay.example.test; dmarc=pass header.from=shop.example.com\r\nFrom: eve@evil.test\r\n", invoer.SenderUnchecked},
		"a domain that ends alike proves none": {"Authentication-Results: relay.example.test; dkim=pass header.d=op.example.com\r\n", invoer.SenderUnchecked},
	}
	trust := Trust{Hosts: []string{"relay.example.test"}}
	for name, c := range cases {
		if got := trust.check(t.Context(), letterOf(t, c.head+from+"\r\nx")); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// What the servers of Microsoft and Google really write, and filters of Postfix,
// and what strangers try to have written.
func TestRelaysWords(t *testing.T) {
	t.Parallel()
	const (
		host  = "Authentication-Results: relay.example.test; "
		yes   = "dmarc=pass header.from=shop.example.com"
		exact = "Authentication-Results: spf=pass (sender IP is 40.107.22.83)\r\n smtp.mailfrom=shop.example.com; dkim=pass (signature was verified)\r\n header.d=shop.example.com;dmarc=pass action=none\r\n header.from=shop.example.com;compauth=pass reason=100\r\n"
	)
	cases := map[string]struct {
		trusted, head string
		want          invoer.SenderCheck
	}{
		"Microsoft 365":                               {Microsoft365, exact, invoer.SenderPassed},
		"Microsoft 365 finds another":                 {Microsoft365, strings.ReplaceAll(exact, "dmarc=pass", "dmarc=fail"), invoer.SenderFailed},
		"Microsoft 365 finds nobody":                  {Microsoft365, "Authentication-Results: spf=none (sender IP is 1.2.3.4) smtp.mailfrom=x.test; dkim=none (message not signed) header.d=none;dmarc=none action=none header.from=shop.example.com;compauth=fail reason=001\r\n", invoer.SenderFailed},
		"Microsoft 365, and below a stranger's":       {Microsoft365, "Authentication-Results: spf=none smtp.mailfrom=x.test; dkim=none header.d=none\r\n" + exact, invoer.SenderUnchecked},
		"Microsoft's, where it is not the relay":      {"relay.example.test", exact, invoer.SenderUnchecked},
		"a stranger who calls himself so":             {Microsoft365, "Authentication-Results: microsoft365; " + yes + "\r\n", invoer.SenderUnchecked},
		"Google":                                      {"mx.google.com", "Authentication-Results: mx.google.com;\r\n       dkim=pass header.i=@shop.example.com header.s=s1 header.b=\"Ab+/c=\";\r\n       spf=pass (google.com: domain of bounce-1_x=y=z@mailer.test designates 1.2.3.4 as permitted sender) smtp.mailfrom=\"bounce-1_x=y=z@mailer.test\";\r\n       dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=shop.example.com\r\n", invoer.SenderPassed},
		"Google, of a domain without DMARC":           {"mx.google.com", "Authentication-Results: mx.google.com; dkim=pass header.i=@shop.example.com header.s=s1 header.b=Ab+/c=; spf=pass (google.com: ok) smtp.mailfrom=bounce@mailer.test\r\n", invoer.SenderPassed},
		"Google, signed by a mailer only":             {"mx.google.com", "Authentication-Results: mx.google.com; dkim=pass header.i=@mailer.test header.s=s1; spf=pass smtp.mailfrom=bounce@mailer.test\r\n", invoer.SenderUnchecked},
		"filters of Postfix, the good one last":       {"", host + "spf=none smtp.mailfrom=x.test\r\n" + host + "dkim=pass (2048-bit key) header.d=shop.example.com header.i=@shop.example.com header.b=\"x\"\r\n", invoer.SenderPassed},
		"filters of Postfix, the last says no":        {"", host + "dkim=pass header.d=shop.example.com\r\n" + host + "dmarc=fail (p=reject dis=none) header.from=shop.example.com\r\n", invoer.SenderFailed},
		"another host between them":                   {"", host + "spf=none smtp.mailfrom=x.test\r\nAuthentication-Results: evil.test; spf=none\r\n" + host + yes + "\r\n", invoer.SenderUnchecked},
		"a second word of one method":                 {"", host + "dmarc=none header.from=shop.example.com\r\n" + host + yes + "\r\n", invoer.SenderUnchecked},
		"DMARC that names no author":                  {"", host + "dmarc=pass\r\n", invoer.SenderUnchecked},
		"DMARC of a part of the domain":               {"", host + "dmarc=pass header.from=example.com\r\n", invoer.SenderUnchecked},
		"words in quotation marks":                    {"", host + "spf=pass smtp.mailfrom=\"x; " + yes + "; y\"@evil.test\r\n", invoer.SenderUnchecked},
		"words in a comment":                          {"", host + "spf=pass (mailfrom; client-ip=1.2.3.4; helo=a;" + yes + ";b) smtp.mailfrom=x@evil.test\r\n", invoer.SenderUnchecked},
		"words in a comment in a comment":             {"", host + "spf=pass (a (b) ; " + yes + "; \\) c) smtp.mailfrom=x@evil.test\r\n", invoer.SenderUnchecked},
		"an address of the author's in another's":     {"", host + "spf=pass smtp.mailfrom=\"ann@shop.example.com\"@evil.test\r\n", invoer.SenderUnchecked},
		"a comment that does not end":                 {"", host + "spf=pass (helo=a; " + yes + "\r\n" + host + yes + "\r\n", invoer.SenderUnchecked},
		"one that cannot be read above an older one":  {"", host + "dkim=\"pass; x\r\n" + host + yes + "\r\n", invoer.SenderUnchecked},
		"one that says its author twice":              {"", host + "dmarc=pass header.from=shop.example.com header.from=evil.test\r\n", invoer.SenderUnchecked},
		"with its version, spaces and a path of mail": {"", "Authentication-Results: relay.example.test 1 ; spf = pass smtp.mailfrom = <bounce@shop.example.com> ;\r\n", invoer.SenderPassed},
		"a method with its version":                   {"", host + "dmarc/1=pass header.from=shop.example.com\r\n", invoer.SenderPassed},
		"without a space before its comment":          {"", host + "dmarc=pass(p=none) header.from=shop.example.com\r\n", invoer.SenderPassed},
		"no results":                                  {"", host + "none\r\n", invoer.SenderUnchecked},
	}
	for name, c := range cases {
		trust := Trust{Hosts: []string{c.trusted}}
		if c.trusted == "" {
			trust.Hosts[0] = "relay.example.test"
		}
		if got := trust.check(t.Context(), letterOf(t, c.head+"From: Ann <ann@shop.example.com>\r\n\r\nx")); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// Whatever stands in a comment or in quotation marks, it adds no result.
func FuzzResults(f *testing.F) {
	for _, seed := range []string{"; dmarc=pass header.from=a.test", `x\`, "(", ")", `"`, "a (b) c"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, said string) {
		quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(said)
		comment := strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(said)
		_, all, err := resultsIn("relay.test; spf=pass (" + comment + ") smtp.mailfrom=\"" + quoted + "\"@b.test")
		if err != nil || len(all) != 1 || all[0].properties["smtp.mailfrom"] != said+"@b.test" {
			t.Errorf("%q: %v, %v; want one result of a sender at b.test", said, all, err)
		}
	})
}

// A DKIM signature is checked here where no relay has done it.
func TestSignature(t *testing.T) {
	t.Parallel()
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	lookup := func(string) ([]string, error) {
		return []string{"v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public)}, nil
	}
	var signed strings.Builder
	message := "From: ann@shop.example.com\r\nSubject: x\r\n\r\nHello\r\n"
	err = dkim.Sign(&signed, strings.NewReader(message), &dkim.SignOptions{Domain: "example.com", Selector: "s", Signer: crypto.Signer(private)})
	if err != nil {
		t.Fatal(err)
	}
	trust := Trust{LookupTXT: lookup}
	for text, want := range map[string]invoer.SenderCheck{
		signed.String(): invoer.SenderPassed,
		strings.Replace(signed.String(), "Hello", "Pay me", 1): invoer.SenderUnchecked,
		message: invoer.SenderUnchecked,
	} {
		if got := trust.check(t.Context(), letterOf(t, text)); got != want {
			t.Errorf("%.60q: %q, want %q", text, got, want)
		}
	}
}

// receive brings a message for terlinde in, as a relay does.
func (h *house) receive(t *testing.T, text string) invoer.Delivery {
	t.Helper()
	box, err := h.find(t.Context(), "terlinde-7kq2m9xw@"+domain)
	if err != nil {
		t.Fatal(err)
	}
	receipt, err := h.deliver(t.Context(), letterOf(t, text), box, "")
	if err != nil {
		t.Fatal(err)
	}
	return receipt.Delivery
}

// proven says that a relay found the author to be who he says he is.
func proven(author string) string {
	return "Authentication-Results: relay.example.test; dmarc=pass header.from=" + domainOf(author) + "\r\n"
}

// Who is not on the client's list waits for a person's yes: nothing of his is
// opened before, and nothing is lost.
func TestStrangersWait(t *testing.T) {
	t.Parallel()
	h := open(t)
	ctx := t.Context()
	if err := h.store.SetMailSenders(ctx, h.who, h.clients["terlinde"], []string{"example.com", "Ann@Other.Test"}); err != nil {
		t.Fatal(err)
	}
	cases := map[string]struct {
		text string
		want invoer.Answer
	}{
		"a proven sender of a listed domain": {proven("a@example.com") + letterWith("1"), invoer.AnswerNone},
		"a listed domain without proof":      {letterWith("2"), invoer.AnswerWaiting},
		"a listed address":                   {proven("ann@other.test") + strings.Replace(letterWith("3"), "a@example.com", "ann@other.test", 1), invoer.AnswerNone},
		"a stranger":                         {proven("b@other.test") + strings.Replace(letterWith("4"), "a@example.com", "b@other.test", 1), invoer.AnswerWaiting},
	}
	for name, c := range cases {
		d := h.receive(t, c.text)
		if d.Answer != c.want {
			t.Errorf("%s: answer %q, want %q", name, d.Answer, c.want)
		}
		if c.want == invoer.AnswerWaiting && (len(d.Parts) != 1 || d.Parts[0].File != "" || d.Parts[0].Outcome != invoer.Held) {
			t.Errorf("%s: ledger %v, want the message held and nothing opened", name, ledgerOf(d))
		}
	}
}

func TestYesAndNo(t *testing.T) {
	t.Parallel()
	h := open(t)
	ctx := t.Context()
	if err := h.store.SetMailSenders(ctx, h.who, h.clients["terlinde"], []string{"nobody.test"}); err != nil {
		t.Fatal(err)
	}
	yes, no := h.receive(t, letterWith("yes")), h.receive(t, letterWith("no"))
	admitted, err := h.Gate.Admit(ctx, h.who, yes.ID)
	if err != nil || strings.Join(ledgerOf(admitted), "; ") != "message.eml skipped container; a.pdf taken" {
		t.Errorf("after the yes: %v, %v", ledgerOf(admitted), err)
	}
	if len(h.bell.rings) != 1 || h.bell.rings[0].ID != string(admitted.Parts[1].File) {
		t.Errorf("rings %v, want one for the file", h.bell.rings)
	}
	if err := h.store.TurnAway(ctx, h.who, no.ID); err != nil {
		t.Fatal(err)
	}
	h.wantLedgers(t, "terlinde", "message.eml skipped container; a.pdf taken", "message.eml skipped turned-away")
	for _, id := range []invoer.DeliveryID{yes.ID, no.ID} {
		if _, err := h.Gate.Admit(ctx, h.who, id); !errors.Is(err, invoer.ErrConflict) {
			t.Errorf("a second answer: %v, want %v", err, invoer.ErrConflict)
		}
	}
	person := invoer.Scope{Office: h.who.Office, Client: h.clients["terlinde"], Role: invoer.RoleClient}
	third := h.receive(t, letterWith("third"))
	if _, err := h.Gate.Admit(context.WithoutCancel(ctx), person, third.ID); !errors.Is(err, invoer.ErrForbidden) {
		t.Errorf("a client's own yes: %v, want %v", err, invoer.ErrForbidden)
	}
}
