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
		"a name in capitals, folded":           {"Authentication-Results: RELAY.example.test;\r\n dmarc=pass\r\n", invoer.SenderPassed},
		"DKIM of the author's domain":          {"Authentication-Results: relay.example.test; dkim=pass header.d=example.com\r\n", invoer.SenderPassed},
		"DKIM of somebody else's domain":       {"Authentication-Results: relay.example.test; dkim=pass header.d=newsletters.test\r\n", invoer.SenderUnchecked},
		"SPF of the author's domain":           {"Authentication-Results: relay.example.test; spf=pass smtp.mailfrom=bounce@shop.example.com\r\n", invoer.SenderPassed},
		"all failed":                           {"Authentication-Results: relay.example.test; spf=fail smtp.mailfrom=a@shop.example.com; dkim=fail\r\n", invoer.SenderFailed},
		"a host that nobody trusts":            {"Authentication-Results: evil.test; dmarc=pass\r\n", invoer.SenderUnchecked},
		"a stranger's line below the relay's":  {"Authentication-Results: relay.example.test; dmarc=fail\r\nAuthentication-Results: relay.example.test; dmarc=pass\r\n", invoer.SenderFailed},
		"a line that cannot be read":           {"Authentication-Results: ;;;\r\n", invoer.SenderUnchecked},
		"nothing said":                         {"", invoer.SenderUnchecked},
		"a top-level domain proves nobody":     {"Authentication-Results: relay.example.test; dkim=pass header.d=com\r\n", invoer.SenderUnchecked},
		"DMARC of another author":              {"Authentication-Results: relay.example.test; dmarc=pass header.from=evil.test\r\n", invoer.SenderUnchecked},
		"two authors":                          {"Authentication-Results: relay.example.test; dmarc=pass\r\nFrom: eve@evil.test\r\n", invoer.SenderUnchecked},
		"a domain that ends alike proves none": {"Authentication-Results: relay.example.test; dkim=pass header.d=op.example.com\r\n", invoer.SenderUnchecked},
	}
	trust := Trust{Hosts: []string{"relay.example.test"}}
	for name, c := range cases {
		if got := trust.check(t.Context(), letterOf(t, c.head+from+"\r\nx")); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
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

const proven = "Authentication-Results: relay.example.test; dmarc=pass\r\n"

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
		"a proven sender of a listed domain": {proven + letterWith("1"), invoer.AnswerNone},
		"a listed domain without proof":      {letterWith("2"), invoer.AnswerWaiting},
		"a listed address":                   {proven + strings.Replace(letterWith("3"), "a@example.com", "ann@other.test", 1), invoer.AnswerNone},
		"a stranger":                         {proven + strings.Replace(letterWith("4"), "a@example.com", "b@other.test", 1), invoer.AnswerWaiting},
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
