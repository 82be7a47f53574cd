package portal

import (
	"testing"

	"github.com/invoer/invoer"
)

// TestPaidIsSaidInPlainWords: to a client, in his language, once his accountant has
// decided; the office sees the state of its work.
func TestPaidIsSaidInPlainWords(t *testing.T) {
	t.Parallel()
	client := frame{tongue: tongue{Lang: "fr"}, User: person{Role: invoer.RoleClient}}
	office := frame{tongue: tongue{Lang: "fr"}, User: person{Role: invoer.RoleAccountant}}
	for _, c := range []struct {
		who    frame
		status invoer.Status
		paid   bool
		want   string
	}{
		{client, invoer.StatusBooked, true, "Payé"},
		{client, invoer.StatusApproved, true, "Payé"},
		{client, invoer.StatusBooked, false, client.Say("client.booked")},
		{client, invoer.StatusRead, true, client.Say("client.read")},
		{client, invoer.StatusRejected, true, client.Say("client.rejected")},
		{office, invoer.StatusBooked, true, office.Say("status.booked")},
	} {
		if got := c.who.became(c.status, c.paid); got.Text != c.want || got.Code != string(c.status) {
			t.Errorf("%s, paid %v, to %s: %q, want %q", c.status, c.paid, c.who.User.Role, got.Text, c.want)
		}
	}
}
