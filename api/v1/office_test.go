package v1

import (
	"testing"

	"github.com/invoer/invoer"
)

// An admin chooses whether senders are told; nobody does it for another office.
func TestOfficeAnswers(t *testing.T) {
	t.Parallel()
	h := open(t)
	path := func(office invoer.OfficeID) string { return "/api/v1/offices/" + string(office) }
	body := map[string]any{"answers": true}
	h.want(t, 403, ask{as: "accountant", method: "PUT", path: path(h.admin.Office), body: body})
	h.want(t, 404, ask{as: "admin", method: "PUT", path: path(h.other.Office), body: body})
	var changed Office
	h.want(t, 200, ask{as: "admin", method: "PUT", path: path(h.admin.Office), body: body}).into(t, &changed)
	limits := map[string]any{"answers": true, "asset_from": "1000.50"}
	h.want(t, 200, ask{as: "admin", method: "PUT", path: path(h.admin.Office), body: limits}).into(t, &changed)
	if changed.AssetFrom != "1000.50" || changed.LaterFrom != "250.00" {
		t.Errorf("limits %+v, want the one that was set and the one that was there", changed)
	}
	for _, wrong := range []string{"-1.00", "much", "9000000.00"} {
		h.want(t, 422, ask{as: "admin", method: "PUT", path: path(h.admin.Office), body: map[string]any{"answers": true, "asset_from": wrong}})
	}
	var list List[Office]
	h.want(t, 200, ask{as: "reader", method: "GET", path: "/api/v1/offices"}).into(t, &list)
	if len(list.Items) != 1 || !list.Items[0].Answers || list.Items[0] != changed {
		t.Errorf("offices %v, want one with answers as the change gave it: %v", list.Items, changed)
	}
}
