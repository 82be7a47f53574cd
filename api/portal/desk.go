package portal

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api/portal/locale"
	law "github.com/invoer/invoer/belgium"
	"github.com/invoer/invoer/storage"
)

// A dossier is all that the page of one document is made of.
type dossier struct {
	view           storage.View
	list           listing // the list that it was opened from
	previous, next storage.Neighbour
	seat           storage.Seat
	colleagues     []storage.Colleague
	history        []storage.Audit
	passages       []storage.Passage
	clients        []storage.Client
	others         []storage.Summary // from the same delivery
	books          invoer.Books      // what its booking chooses from
	callbacks      []storage.Callback
	messages       []storage.Message
	said           storage.Handed // by who handed it in
}

// document is the page of a document as the one who asks may see it.
func (f frame) document(d dossier) documentPage {
	doc, inv := d.view, d.view.Invoice
	f.Class, f.MainClass = "desk-page", ""
	page := documentPage{
		Handed: f.handed(d.said), HandedBy: d.said.By,
		frame: f, ID: doc.ID, Version: doc.Version, List: d.list.query(), State: f.became(doc.Status, paid(inv, d.said)), Back: d.list.url(),
		Self: d.list.document(doc.ID), Waiting: doc.Status == invoer.StatusWaiting, Sheets: f.sheets(doc), NoPages: f.noPages(doc),
		Decided: f.decided(d), Kinds: f.kinds(doc.Kind, ""), Clients: f.clients(d.clients, doc.Client, ""), Bookable: doc.Kind.Bookable(),
		FileName: doc.File.Name, DeliveryURL: deliveryURL(doc.Delivery), Received: doc.Received, Others: f.others(d),
		Originals: f.originals(doc),
	}
	page.Heading, page.Subheading = f.heading(doc)
	page.Title = page.Heading
	if len(page.Sheets) > 0 {
		page.Picture = page.Sheets[0].Image // in a drawing, where the browser looks for no pictures ahead
	}
	page.Previous, page.Next = neighbour(d.list, d.previous), neighbour(d.list, d.next)
	page.rights(doc)
	page.files(doc)
	page.Assignees, page.Seat = f.colleagues(d.colleagues, d.seat.Assignee.ID), f.seat(d.seat)
	page.Talk = f.talk(d)
	page.Strip, page.Keys = len(page.Sheets) > 1, f.keys()
	if page.Waiting {
		return page
	}
	page.Groups = f.groups(inv, page.CanCorrect)
	page.Sum = f.sumOf(inv)
	page.Today = f.today().String()
	page.Breakdown, page.Lines = f.breakdown(inv), f.lines(inv)
	if f.ForClient() {
		return page
	}
	page.Held = f.heldView(doc)
	page.find(f.findings(d, page.Action("answer"), page.CanCorrect))
	page.Booking, page.BookingForm, page.History = f.booking(doc), f.bookingForm(doc, d.books), f.history(d)
	return page
}

// rights says what the reader may do with the document in its present state.
func (p *documentPage) rights(doc storage.View) {
	open := doc.Status == invoer.StatusRead || doc.Status == invoer.StatusHeld
	decided := doc.Status == invoer.StatusApproved || doc.Status == invoer.StatusRejected
	p.CanWork = !p.ForClient()
	p.CanCorrect = p.CanWork && open
	p.CanReject = p.CanCorrect
	mine := doc.Invoice.First.By != "" && doc.Invoice.First.By == p.User.ID // then another person must
	p.CanApprove, p.CanReplay = p.CanCorrect && doc.Status == invoer.StatusRead && !mine, p.CanCorrect && doc.Status == invoer.StatusRead
	p.CanReopen = p.CanWork && decided
	p.CanLook = p.CanWork && doc.Invoice.Approval.Unseen() && (decided || doc.Status == invoer.StatusBooked)
}

// files says where the bytes are. They are saved and not shown: a stranger's
// PDF goes out in a sandbox, in which Safari and some Chromes show nothing.
func (p *documentPage) files(doc storage.View) {
	const save = "?download=1"
	p.Original = p.Action("original") + save
	if mailed(doc) && !p.ForClient() {
		p.Message = p.Action("message")
	}
	if doc.Archive == nil {
		return
	}
	p.Archive, p.Manifest = p.Action("archive")+save, p.Action("manifest")+save
}

func neighbour(list listing, to storage.Neighbour) string {
	if to.ID == "" {
		return ""
	}
	return list.at(to.Cursor).document(to.ID)
}

func deliveryURL(id invoer.DeliveryID) string { return "/deliveries/" + url.PathEscape(string(id)) }

// heading names a document by its supplier, and by what it is and whose.
func (f frame) heading(doc storage.View) (heading, sub string) {
	heading = doc.Invoice.Supplier.Name.Value
	switch {
	case doc.Status == invoer.StatusWaiting:
		heading = f.Say("docs.reading")
	case heading == "":
		heading = f.Say("docs.unknown")
	}
	sub = f.Say("kind." + string(doc.Kind))
	if doc.Invoice.Number.Value != "" {
		sub += " " + doc.Invoice.Number.Value
	}
	if doc.ClientName != "" && !f.ForClient() {
		sub += " · " + doc.ClientName
	}
	return heading, sub
}

// decided says what somebody decided, when, and why.
func (f frame) decided(d dossier) *decision {
	switch d.view.Status {
	case invoer.StatusApproved, invoer.StatusBooked:
		approval := d.view.Invoice.Approval
		if approval.Unseen() {
			return &decision{"ok", "done", f.Say("doc.alone", f.Clock(approval.At))}
		}
		return &decision{"ok", "done", f.Say("doc.approved", f.nameOf(approval.By, d.history), f.Clock(approval.At))}
	case invoer.StatusRejected:
		if d.view.Reason == "" {
			return &decision{"bad", "no", f.Say("doc.rejected")}
		}
		return &decision{"bad", "no", f.Say("doc.rejected_why", d.view.Reason)}
	}
	if first := d.view.Invoice.First; first.By != "" {
		return &decision{"warn", "hand", f.Say("doc.first", f.nameOf(first.By, d.history), f.Clock(first.At))}
	}
	return nil
}

// nameOf finds the name of a user among those who changed the document; a
// client is told "your accountant" of anybody else.
func (f frame) nameOf(id invoer.UserID, history []storage.Audit) string {
	if id == f.User.ID {
		return f.User.Name
	}
	for _, change := range history {
		if change.User == id && change.Name != "" {
			return change.Name
		}
	}
	return f.Say("word.accountant")
}

// heldView says why a document waits for a person.
func (f frame) heldView(doc storage.View) *heldView {
	if doc.Status != invoer.StatusHeld {
		return nil
	}
	what, todo := f.heldFile(doc.Held, doc.File.Media)
	held := &heldView{What: what, Todo: todo}
	for i, page := range doc.Pages {
		if page.Held.Code == "" {
			continue
		}
		why, _ := f.held(page.Held)
		held.Detail += f.Say("doc.page_image", i+1) + ": " + why + " "
	}
	return held
}

// findings are what the accountant should know, those that are open first.
func (f frame) findings(d dossier, answer string, canAnswer bool) []findingView {
	var open, answered []findingView
	icons := map[invoer.Severity]string{invoer.Block: "no", invoer.Warning: "hand", invoer.Note: "note"}
	for _, found := range d.view.Invoice.Findings {
		view := findingView{
			tongue: f.tongue,
			Rule:   found.Rule, Field: found.Field, Text: f.Finding(found), Class: string(found.Severity),
			Icon: icons[found.Severity], Kind: f.Say("find." + string(found.Severity)), Todo: f.todo(found), Said: f.acceptedBy(found, d.history),
		}
		if found.Rule == invoer.RuleAccountChanged {
			view.Callbacks = f.callbacks(d.callbacks)
		}
		if found.Answered != "" {
			view.Class, view.Icon, view.Answered = "answered", "done", true
			answered = append(answered, view)
			continue
		}
		view.Beside = besideOf(d.view.ID, found)
		if canAnswer && found.Severity != invoer.Note && (found.First == "" || found.First != f.User.ID) {
			view.Answer = answer
		}
		open = append(open, view)
	}
	return append(open, answered...)
}

// acceptedBy says who accepted a finding, and who did first where two must.
func (f frame) acceptedBy(found invoer.Finding, history []storage.Audit) string {
	switch {
	case found.First != "" && found.Answered != "" && found.First != found.Answered:
		return f.Say("find.answered_two", f.nameOf(found.First, history), f.nameOf(found.Answered, history))
	case found.Answered != "":
		return f.Say("find.answered_by", f.nameOf(found.Answered, history))
	case found.First != "":
		return f.Say("find.first_by", f.nameOf(found.First, history))
	}
	return ""
}

// callbacks are numbers to call, in the spelling of Belgium, each with the older
// document that it stands on.
func (f frame) callbacks(found []storage.Callback) []link {
	links := make([]link, len(found))
	for i, c := range found {
		links[i] = link{documentPage{ID: c.Document}.Action(""), dialled(c.Phone)}
		links[i].URL = strings.TrimSuffix(links[i].URL, "/")
	}
	return links
}

// nationalMost is how many digits a Belgian number has at most behind its zero
// (a mobile one: 470 12 34 56).
const nationalMost = 9

func dialled(phone string) string {
	if len(phone) <= nationalMost {
		return "0" + phone
	}
	return "+" + strings.TrimPrefix(phone, "0")
}

// todo says what can be done about a finding; empty where its own words do.
func (f frame) todo(found invoer.Finding) string {
	if code := "finding." + found.Rule + ".do"; locale.Has(code) {
		return locale.Say(f.Lang, code, f.args(found.Args)...)
	}
	return ""
}

// find puts each finding to the field that it is about, and the others
// together.
func (p *documentPage) find(found []findingView) {
	for _, view := range found {
		shown := false
		p.each(func(f *fieldView) {
			if f.Name == view.Field {
				f.Findings, shown = append(f.Findings, view), true
			}
		})
		if !shown {
			p.Findings = append(p.Findings, view)
		}
	}
}

// sumOf says whether the amounts that were read add up; nothing where one of
// them is missing.
func (f frame) sumOf(inv invoer.Invoice) arithmetic {
	var none invoer.Money
	if inv.Net.Value == none || inv.VAT.Value == none || inv.Total.Value == none || f.ForClient() {
		return arithmetic{}
	}
	return f.adds(inv.Net.Value, inv.VAT.Value, inv.Total.Value)
}

func (f frame) breakdown(inv invoer.Invoice) []vatView {
	views := make([]vatView, len(inv.Breakdown))
	for i, line := range inv.Breakdown {
		views[i] = vatView{f.Percent(line.Rate), f.Amount(line.Base), f.Amount(line.VAT)}
	}
	return views
}

func (f frame) lines(inv invoer.Invoice) []lineView {
	views := make([]lineView, len(inv.Lines))
	for i, line := range inv.Lines {
		views[i] = lineView{line.Description, f.decimal(line.Quantity), f.decimal(line.UnitPrice), f.Amount(line.Total)}
	}
	return views
}

// booking is the proposal, or what was decided.
func (f frame) booking(doc storage.View) *bookingView {
	if doc.Booking == nil {
		return nil
	}
	view := &bookingView{Title: f.Say("booking.title"), Journal: doc.Booking.Journal}
	if doc.Status.Approved() {
		view.Title = f.Say("booking.decided")
	}
	for _, e := range doc.Booking.Entries {
		view.Entries = append(view.Entries, f.entry(e, doc.Kind))
	}
	return view
}

func (f frame) entry(e invoer.Entry, kind invoer.Kind) entryView {
	view := entryView{Boxes: f.boxes(e.Treatment, kind), Account: e.Account, Text: e.Text, Treatment: f.treatment(e.Treatment), Why: sentence(f.Why(e.Why))}
	if view.Text == "" {
		view.Text = f.Say("side." + string(e.Side))
	}
	if e.Amount.Cents < 0 {
		view.Credit = f.Amount(e.Amount.Abs())
		return view
	}
	view.Debit = f.Amount(e.Amount)
	return view
}

// boxes names those of the VAT return that a line is entered in.
func (f frame) boxes(t invoer.Treatment, kind invoer.Kind) string {
	var all []string
	for _, box := range law.LineBoxes(t, kind) {
		all = append(all, strconv.Itoa(box))
	}
	if len(all) == 0 {
		return ""
	}
	return f.Say("booking.boxes", strings.Join(all, ", "))
}

// treatment says how VAT is dealt with, and only what is not usual of it.
func (f frame) treatment(t invoer.Treatment) string {
	if t.Case == "" {
		return ""
	}
	said := f.Say("case." + t.Case)
	if t.Class != "" {
		said += " · " + f.Say("class."+t.Class)
	}
	if t.Rate > 0 {
		said += " · " + f.Percent(t.Rate)
	}
	if t.Deductible != 100 && t.Rate > 0 {
		said += " · " + f.Say("booking.deductible", t.Deductible)
	}
	return said
}

// others are the documents that came in the same delivery.
func (f frame) others(d dossier) []link {
	var links []link
	for i, other := range d.others {
		if other.ID == d.view.ID {
			continue
		}
		text := other.Supplier
		if text == "" {
			text = f.Say("kind."+string(other.Kind)) + " " + strconv.Itoa(i+1)
		}
		links = append(links, link{d.list.at(other.Cursor).document(other.ID), text})
	}
	return links
}

// noPages says why there is no picture.
func (f frame) noPages(doc storage.View) string {
	switch doc.Status {
	case invoer.StatusWaiting:
		return f.Say("doc.no_pages_yet")
	case invoer.StatusHeld:
		return f.Say("doc.no_picture")
	}
	return f.Say("doc.no_pages")
}
