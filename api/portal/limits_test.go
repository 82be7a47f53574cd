package portal

import (
	"net/http"
	"net/url"
	"testing"
)

// The limits of proposals are typed, kept and shown again; what is no amount is
// said beside it with what was typed, and who does not manage the office is
// refused.
func TestLimitsByForm(t *testing.T) {
	house := openHouse(t)
	v := house.visit(t, admin1)
	status, _, body := v.get("/office/clients")
	v.wants("at the beginning", status, http.StatusOK, body, `name="asset_from" type="text" value=""`, `name="later_from" type="text" value="250,00"`)
	status, _, body = v.post("/office/limits", url.Values{"asset_from": {"1.000,50"}, "later_from": {""}})
	v.wants("saving", status, http.StatusSeeOther, body)
	_, _, body = v.get("/office/clients?said=limits")
	v.wants("afterwards", 200, 200, body, `value="1.000,50"`, `name="later_from" type="text" value=""`, "De grenzen zijn bewaard")
	for typed, says := range map[string]string{"veel": "Geen bedrag", "-5": "Geen bedrag", "9.000.000,00": "Geen bedrag"} {
		status, _, body := v.post("/office/limits", url.Values{"asset_from": {typed}})
		v.wants(typed, status, http.StatusUnprocessableEntity, body, says, `value="`+typed+`"`)
	}
	chosen, err := house.store.OfficeSettings(t.Context(), house.identity(admin1))
	if err != nil || chosen.AssetFrom != 100050 || chosen.LaterFrom != 0 {
		t.Errorf("kept %+v, %v; want 1000.50 and never", chosen, err)
	}
	if status, _, _ := house.visit(t, accountant).post("/office/limits", url.Values{"asset_from": {"1"}}); status != http.StatusForbidden && status != http.StatusNotFound {
		t.Errorf("an accountant set limits: %d", status)
	}
}
