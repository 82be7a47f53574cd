package portal

import (
	"net/http"
	"strconv"

	"github.com/invoer/invoer/storage"
)

// showBalance proves that nothing was lost.
func (p *Portal) showBalance(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	b, err := p.Store.Balance(r.Context(), me.Scope)
	if err != nil {
		return err
	}
	return send(w, http.StatusOK, "balance.html", p.frame(r, me, "balance", "balance.title").balance(b))
}

func (f frame) balance(b storage.Balance) balancePage {
	page := balancePage{frame: f, At: f.Clock(b.At), Totals: []countView{
		{f.Say("nav.deliveries"), f.count(b.Deliveries)},
		{f.Say("balance.documents"), f.count(b.Documents)},
		{f.Say("balance.joined"), f.count(b.Joined)},
		{f.Say("balance.files"), f.count(b.Files)},
		{f.Say("balance.pages"), f.count(b.Pages)},
	}}
	page.Notice = notice{Kind: "ok", Text: f.Say("balance.ok")}
	if !b.Balanced() {
		page.Notice = notice{Kind: "bad", Text: f.Say("balance.bad")}
	}
	blobFaults := 0
	for _, fault := range b.Faults {
		if fault.Noun == "blob" {
			blobFaults++
		}
		page.Deliveries = append(page.Deliveries, f.fault(fault))
	}
	parts, pages := b.Taken+b.Skipped+b.Held, b.PagesInDocuments+b.PagesDropped+b.PagesWaiting+b.PagesHeld
	page.Lines = []balanceLine{
		f.line("balance.parts", f.Say("balance.parts_out", b.Taken, b.Skipped, b.Held), b.Parts, parts),
		f.line("balance.pages", f.Say("balance.pages_out", b.PagesInDocuments, b.PagesDropped, b.PagesWaiting, b.PagesHeld), b.Pages, pages),
		f.line("balance.blobs", "", 0, blobFaults),
	}
	return page
}

func (f frame) line(code, detail string, in, out int) balanceLine {
	return balanceLine{f.Say(code), detail, f.count(in), f.count(out), f.count(in - out)}
}

func (t tongue) count(n int) string { return t.decimal(strconv.Itoa(n)) }

// fault names the rows that a difference is about.
func (f frame) fault(fault storage.Fault) link {
	text := fault.Rule + " · " + fault.Noun + " " + fault.ID
	if fault.Detail != "" {
		text += " · " + fault.Detail
	}
	switch fault.Noun {
	case "delivery":
		return link{"/deliveries/" + fault.ID, text}
	case "document":
		return link{"/documents/" + fault.ID, text}
	}
	return link{"", text}
}
