package intake

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/media"
	"github.com/invoer/invoer/storage"
)

// tiny is a GIF of one dot, as small as a logo.
var tiny = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"

// withLogo is a message with a text, a small picture in it, and a calendar entry.
var withLogo = "From: a@b.test\r\nSubject: dag\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\nContent-Type: multipart/related; boundary=r\r\n\r\n" +
	"--r\r\nContent-Type: text/html\r\n\r\n<p>Dag</p><img src=\"cid:bon\">\r\n" +
	"--r\r\nContent-Type: image/gif; name=bon.gif\r\nContent-ID: <bon>\r\nContent-Transfer-Encoding: base64\r\n\r\n" + tiny + "\r\n--r--\r\n" +
	"--m\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\n--m\r\nContent-Type: text/plain\r\n\r\nGroeten\r\n--m--\r\n"

// What was taken for a logo or for mere text is taken when a person of the
// office says so, once, and the ledger says who; what is nothing stays so.
func TestSkippedPartIsTakenAllTheSame(t *testing.T) {
	t.Parallel()
	h := open(t)
	a := of(h.a, "message.eml", withLogo)
	first := a.Parts
	a.Parts = func(yield func(Item, error) bool) {
		first(func(i Item, err error) bool { i.Media = media.Message; return yield(i, err) })
	}
	d := h.accept(t, a).Delivery
	want := []string{"message.eml skipped container", "bon.gif skipped signature-image", "document skipped calendar", "document skipped body-text", "document skipped body-text"}
	if diff := cmp.Diff(want, ledgerOf(d)); diff != "" {
		t.Fatalf("ledger (-want +got):\n%s", diff)
	}
	user, err := h.store.AddUser(t.Context(), h.who, storage.User{Office: h.who.Office, Email: "an@kantoor.test", Name: "An Peeters", Role: invoer.RoleAccountant, Language: "nl"}, "een lang wachtwoord")
	if err != nil {
		t.Fatal(err)
	}
	an := invoer.Scope{Office: h.who.Office, User: user.ID, Role: invoer.RoleAccountant}
	for _, c := range []struct {
		who      invoer.Scope
		position int
		want     error
	}{
		{invoer.Scope{Office: h.who.Office, Client: h.a, User: user.ID, Role: invoer.RoleClient}, 2, invoer.ErrForbidden},
		{an, 9, invoer.ErrNotFound},
		{an, 1, invoer.ErrConflict},
		{an, 3, invoer.ErrConflict},
		{an, 2, nil},
		{an, 2, invoer.ErrConflict},
		{an, 4, nil},
		{an, 5, nil},
	} {
		if _, err := h.Take(t.Context(), c.who, d.ID, c.position); !errors.Is(err, c.want) {
			t.Errorf("part %d by a %s: %v, want %v", c.position, c.who.Role, err, c.want)
		}
	}
	now, err := h.store.Delivery(t.Context(), h.who, d.ID)
	if err != nil {
		t.Fatal(err)
	}
	want = []string{"message.eml skipped container", "bon.gif taken by-person", "document skipped calendar", "document taken by-person", "document taken by-person"}
	if diff := cmp.Diff(want, ledgerOf(now)); diff != "" {
		t.Errorf("ledger after a person said so (-want +got):\n%s", diff)
	}
	if got := fmt.Sprint(now.Parts[1].Reason.Args); got != "[An Peeters]" {
		t.Errorf("it was taken by %s, want An Peeters", got)
	}
	if picture := h.read(t, originalOf(h, now.Parts[1])); base64.StdEncoding.EncodeToString([]byte(picture)) != tiny {
		t.Error("the picture that was taken is not the one that was sent")
	}
	if page := h.read(t, originalOf(h, now.Parts[3])); !strings.Contains(page, `src="data:image/gif;base64,`+tiny) {
		t.Errorf("the text that was taken is %q, want its picture in it", page)
	}
	if rings := len(h.bell.all()); rings != 3 {
		t.Errorf("%d rings, want one for each part that was taken", rings)
	}
	if again := h.accept(t, a); !again.Again {
		t.Error("the same message is another delivery now")
	}
}

func originalOf(h *house, p invoer.Part) invoer.BlobKey {
	return invoer.BlobKey(string(h.who.Office) + "/" + p.SHA256)
}
