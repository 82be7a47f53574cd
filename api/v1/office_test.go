package v1

import (
	"net/http"
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

// A person is changed whole; the office keeps an admin.
func TestAPersonIsChanged(t *testing.T) {
	t.Parallel()
	h := open(t)
	var people List[User]
	h.want(t, 200, ask{as: "admin", method: "GET", path: "/api/v1/users"}).into(t, &people)
	at := map[invoer.Role]string{}
	for _, p := range people.Items {
		at[p.Role] = "/api/v1/users/" + string(p.ID)
	}
	put := func(as string, role invoer.Role, body map[string]string) ask {
		return ask{as: as, method: "PUT", path: at[role], body: body}
	}
	var got User
	h.want(t, 200, put("admin", invoer.RoleAccountant, map[string]string{"name": "Ada", "role": "client", "client": string(h.a.ID), "language": "de"})).into(t, &got)
	if got.Name != "Ada" || got.Role != invoer.RoleClient || got.Client != h.a.ID || got.Language != "de" {
		t.Errorf("he is %+v, want what was said", got)
	}
	h.want(t, http.StatusConflict, put("admin", invoer.RoleAdmin, map[string]string{"name": "x", "role": "accountant", "language": "nl"}))
	h.want(t, http.StatusUnprocessableEntity, put("admin", invoer.RoleAccountant, map[string]string{"name": "x", "role": "client", "language": "nl"}))
	h.want(t, http.StatusForbidden, put("reader", invoer.RoleAdmin, map[string]string{"name": "x", "role": "admin", "language": "nl"}))
	h.want(t, http.StatusNotFound, put("other", invoer.RoleAdmin, map[string]string{"name": "x", "role": "admin", "language": "nl"}))
}
