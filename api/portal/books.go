package portal

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api"
	law "github.com/invoer/invoer/belgium"
	"github.com/invoer/invoer/storage"
)

// A booksPage is a client's bookkeeping: what waits, its batches, its masters.
type booksPage struct {
	frame
	Client  invoer.ClientID
	Clients []option
	Waiting int
	Formats []option
	Batches []batchRow
	Faults  []faultView
	// Unnumbered says that some of the faults are suppliers without a number.
	Unnumbered bool
	Counts     []countView
	Preview    *previewView
	Learnt     *learntView
	Imports    []importRow
	Periods    []periodRow
	HasChart   bool
}

type batchRow struct {
	ID                  invoer.BatchID
	Number, Documents   int
	Format, Made, Total string
	State, Reason       string
	Class, Icon         string
	Open                bool
}

type faultView struct{ URL, Document, Place, Text string }

type previewView struct {
	Name, Packed string
	New, Changed int
	Rows         []previewRow
	More         int
	Faults       []string
}

type previewRow struct {
	Kind, Key string
	New       bool
	Changes   []changeView
}

type importRow struct {
	ID, Name, Made string
	Changes        int
	Undone         bool
}

type periodRow struct {
	Key, Year, Number, From, Until string
	Locked                         bool
}

// errNoClients is told of an office that has none yet.
var errNoClients = fmt.Errorf("%w: the office has no clients", invoer.ErrNotFound)

// booksClient is the client of the address, or the first one of the office.
func (p *Portal) booksClient(r *http.Request, me storage.Session, f frame) (invoer.ClientID, []option, error) {
	all, err := p.Store.Clients(r.Context(), me.Scope)
	if err != nil {
		return "", nil, err
	}
	if len(all) == 0 {
		return "", nil, errNoClients
	}
	said := r.FormValue("client")
	if said == "" {
		said = string(all[0].ID)
	}
	client, err := invoer.ParseID[invoer.ClientID](said)
	if err != nil {
		return "", nil, fmt.Errorf("%w: client %q", invoer.ErrNotFound, said)
	}
	return client, f.clients(all, client, ""), nil
}

// showBooks shows the bookkeeping of a client. An office without any is led to
// where it begins.
func (p *Portal) showBooks(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	err := p.booksPage(w, r, me, http.StatusOK, func(*booksPage) {})
	switch {
	case !errors.Is(err, errNoClients):
		return err
	case me.Scope.Role == invoer.RoleAdmin:
		return away(w, r, "/office/steps")
	}
	return away(w, r, "/documents")
}

func (p *Portal) booksPage(w http.ResponseWriter, r *http.Request, me storage.Session, status int, more func(*booksPage)) error {
	f := p.frame(r, me, "books", "books.title")
	page := booksPage{frame: f}
	var err error
	if page.Client, page.Clients, err = p.booksClient(r, me, f); err != nil {
		return err
	}
	books, err := p.Store.Books(r.Context(), me.Scope, page.Client)
	if err != nil {
		return err
	}
	page.list(books)
	if page.Waiting, err = p.Store.Unbooked(r.Context(), me.Scope, page.Client); err != nil {
		return err
	}
	batches, err := p.Store.Batches(r.Context(), me.Scope, page.Client)
	if err != nil {
		return err
	}
	for _, b := range batches {
		page.Batches = append(page.Batches, f.batch(b))
	}
	imports, err := p.Store.BookImports(r.Context(), me.Scope, page.Client)
	if err != nil {
		return err
	}
	for _, i := range imports {
		page.Imports = append(page.Imports, importRow{i.ID, i.Name, f.Clock(i.Made), len(i.Changes), !i.Undone.IsZero()})
	}
	for _, format := range api.BatchFormats {
		page.Formats = append(page.Formats, option{Value: format, Text: f.Say("format." + format), Chosen: format == r.FormValue("format")})
	}
	more(&page)
	return send(w, status, "books.html", page)
}

// list counts the masters and shows the periods.
func (page *booksPage) list(b invoer.Books) {
	n := map[invoer.BookKind]int{}
	for _, e := range b.Entries() {
		n[e.Kind]++
	}
	for _, kind := range invoer.BookKinds {
		page.Counts = append(page.Counts, countView{page.Say("book." + string(kind)), strconv.Itoa(n[kind])})
	}
	page.HasChart = len(b.Accounts) > 0
	for _, q := range b.Periods {
		page.Periods = append(page.Periods, periodRow{q.Year + "/" + q.Number, q.Year, q.Number, page.Date(q.From), page.Date(q.Until), q.Locked})
	}
}

func (f frame) batch(b invoer.Batch) batchRow {
	row := batchRow{
		ID: b.ID, Number: b.Number, Documents: b.Documents, Format: f.Say("format." + b.Format), Made: f.Clock(b.Made), Total: f.Money(b.Debit),
		State: f.Say("batch." + string(b.State)), Reason: b.Reason, Open: b.State == invoer.BatchMade,
	}
	signs := map[invoer.BatchState][2]string{invoer.BatchMade: {"held", "clock"}, invoer.BatchConfirmed: {"approved", "done"}, invoer.BatchTaken: {"rejected", "no"}}
	row.Class, row.Icon = signs[b.State][0], signs[b.State][1]
	return row
}

// faultsShown is how many faults a page lists.
const faultsShown = 200

func (f frame) faults(all invoer.Faults) []faultView {
	var views []faultView
	for _, fault := range all[:min(len(all), faultsShown)] {
		place := strings.TrimSpace(fault.File + " " + fault.Field)
		if fault.Row > 0 {
			place += " " + f.Say("batch.row", fault.Row)
		}
		views = append(views, faultView{"/documents/" + url.PathEscape(string(fault.Document)), f.Say("batch.document"), place, sentence(f.Why(fault.Why))})
	}
	return views
}

func (p *Portal) booksURL(client invoer.ClientID, said string) string {
	return saying("/bookkeeping?client="+url.QueryEscape(string(client)), said)
}

// makeBatch makes a batch of what waits.
func (p *Portal) makeBatch(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	client, err := invoer.ParseID[invoer.ClientID](r.PostFormValue("client"))
	if err != nil {
		return fmt.Errorf("%w: client", invoer.ErrNotFound)
	}
	o := storage.Order{Client: client, Format: r.PostFormValue("format"), NumberSuppliers: r.PostFormValue("number_suppliers") != ""}
	if typed := r.PostFormValue("until"); typed != "" {
		if o.Until, err = invoer.ParseDate(typed); err != nil {
			return err
		}
	}
	_, err = p.MakeBatch(r.Context(), me.Scope, o, api.Writing{Encoding: r.PostFormValue("encoding"), Analytic: r.PostFormValue("analytic") != ""})
	return p.afterBatch(w, r, me, client, err, "batch-made")
}

// afterBatch shows what is in the way, or goes back to the list.
func (p *Portal) afterBatch(w http.ResponseWriter, r *http.Request, me storage.Session, client invoer.ClientID, err error, said string) error {
	var faults invoer.Faults
	switch {
	case errors.As(err, &faults):
		return p.booksPage(w, r, me, http.StatusUnprocessableEntity, func(page *booksPage) {
			page.Faults = page.faults(faults)
			page.Notice = notice{Kind: "bad", Text: page.Say("batch.refused", len(faults))}
			page.Unnumbered = slices.ContainsFunc(faults, func(fault invoer.Fault) bool { return fault.Why.Code == "export-no-supplier" })
		})
	case errors.Is(err, invoer.ErrConflict):
		return p.booksPage(w, r, me, http.StatusConflict, func(page *booksPage) {
			page.Notice = notice{Kind: "warn", Text: page.Say("batch.conflict")}
		})
	case errors.Is(err, invoer.ErrInvalid), errors.Is(err, invoer.ErrUnreadable):
		return p.booksPage(w, r, me, http.StatusUnprocessableEntity, func(page *booksPage) {
			page.Notice = notice{Kind: "bad", Text: page.Say("books.unreadable"), Title: err.Error()}
		})
	case err != nil:
		return err
	}
	return away(w, r, p.booksURL(client, said))
}

func batchID(r *http.Request) (invoer.BatchID, error) { return idOf[invoer.BatchID](r, "batch") }

// showBatch hands the file of a batch out.
func (p *Portal) showBatch(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	id, err := batchID(r)
	if err != nil {
		return err
	}
	b, _, err := p.Store.Batch(r.Context(), me.Scope, id)
	if err != nil {
		return err
	}
	return p.SendBlob(w, r, api.BatchDownload(b))
}

// showBatchDocuments hands the documents of a batch out, named as WinBooks
// wants.
func (p *Portal) showBatchDocuments(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	id, err := batchID(r)
	if err != nil {
		return err
	}
	if _, _, err := p.Store.Batch(r.Context(), me.Scope, id); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/zip")
	w.Header().Set("Content-Disposition", `attachment; filename="documents.zip"`)
	w.Header().Set("Cache-Control", "private, no-store")
	return p.WriteDocuments(r.Context(), me.Scope, id, p.PatientAnswer(w))
}

// takeBackBatch makes a batch void.
func (p *Portal) takeBackBatch(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	id, err := batchID(r)
	if err != nil {
		return err
	}
	b, err := p.Store.TakeBackBatch(r.Context(), me.Scope, id, r.PostFormValue("reason"))
	if errors.Is(err, invoer.ErrNotFound) {
		return err
	}
	return p.afterBatch(w, r, me, b.Client, err, "batch-back")
}

// confirmBatch records that a person saw the batch in the package.
func (p *Portal) confirmBatch(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	id, err := batchID(r)
	if err != nil {
		return err
	}
	b, err := p.Store.ConfirmBatch(r.Context(), me.Scope, id, me.User.Name)
	if errors.Is(err, invoer.ErrNotFound) {
		return err
	}
	return p.afterBatch(w, r, me, b.Client, err, "batch-confirmed")
}

// mostBooks is how large a file of masters or a ledger may be, in bytes.
const mostBooks = 64 << 20

// ourForm reads a form with a file and checks where it comes from.
func ourForm(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	r.Body = http.MaxBytesReader(w, r.Body, mostBooks)
	err := r.ParseMultipartForm(8 << 20)
	if err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return fmt.Errorf("%w: form with a file of at most %d MB: %w", invoer.ErrInvalid, mostBooks>>20, err)
	}
	return api.CheckCSRF(me, r.FormValue("csrf"))
}

// sentFile is the one file of a form that was read.
func sentFile(r *http.Request) (name string, b []byte, err error) {
	file, head, err := r.FormFile("file")
	if err != nil {
		return "", nil, fmt.Errorf("%w: no file in the form: %w", invoer.ErrInvalid, err)
	}
	defer file.Close()
	b, err = io.ReadAll(file)
	return head.Filename, b, err
}

// previewBooks shows what a file of masters would change.
func (p *Portal) previewBooks(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	if err := ourForm(w, r, me); err != nil {
		return err
	}
	name, b, err := sentFile(r)
	if err != nil {
		return err
	}
	next, faults, err := api.ReadBooks(b)
	if err != nil {
		return p.afterBatch(w, r, me, "", err, "")
	}
	return p.preview(w, r, me, name, next, faults)
}

// startBooks shows what the books to begin with would change.
func (p *Portal) startBooks(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	return p.preview(w, r, me, "MAR / PCMN", law.StartBooks(p.Now().Year()), nil)
}

// rowsPreviewed is how many changes are shown one by one.
const rowsPreviewed = 300

func (p *Portal) preview(w http.ResponseWriter, r *http.Request, me storage.Session, name string, next invoer.Books, faults []error) error {
	client, err := invoer.ParseID[invoer.ClientID](r.FormValue("client"))
	if err != nil {
		return fmt.Errorf("%w: client", invoer.ErrNotFound)
	}
	now, err := p.Store.Books(r.Context(), me.Scope, client)
	if err != nil {
		return err
	}
	changes, more := now.Changes(now.Imported(next))
	packed, err := packed(changes)
	if err != nil {
		return err
	}
	return p.booksPage(w, r, me, http.StatusOK, func(page *booksPage) {
		page.Preview = page.previewOf(name, packed, changes, append(faults, more...))
	})
}

func (f frame) previewOf(name, packed string, changes []invoer.BookChange, faults []error) *previewView {
	view := &previewView{Name: name, Packed: packed, More: max(0, len(changes)-rowsPreviewed)}
	for i, c := range changes {
		if c.Before == nil {
			view.New++
		} else {
			view.Changed++
		}
		if i >= rowsPreviewed {
			continue
		}
		row := previewRow{Kind: f.Say("book." + string(c.Kind)), Key: c.Key, New: c.Before == nil}
		for _, d := range c.Differences() {
			row.Changes = append(row.Changes, changeView{d[0], d[1], d[2]})
		}
		view.Rows = append(view.Rows, row)
	}
	for _, err := range faults[:min(len(faults), faultsShown)] {
		view.Faults = append(view.Faults, err.Error())
	}
	return view
}

// packed is changes in a form's field: exactly those that were shown are
// written.
func packed(changes []invoer.BookChange) (string, error) {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if err := json.NewEncoder(w).Encode(changes); err != nil {
		return "", err
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(out.Bytes()), nil
}

func unpacked(s string) (changes []invoer.BookChange, err error) {
	raw, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		return nil, fmt.Errorf("%w: changes: %w", invoer.ErrInvalid, err)
	}
	r, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("%w: changes: %w", invoer.ErrInvalid, err)
	}
	if err := json.NewDecoder(io.LimitReader(r, mostBooks)).Decode(&changes); err != nil {
		return nil, fmt.Errorf("%w: changes: %w", invoer.ErrInvalid, err)
	}
	return changes, nil
}

// changeBooks writes what was shown.
func (p *Portal) changeBooks(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	client, err := invoer.ParseID[invoer.ClientID](r.PostFormValue("client"))
	if err != nil {
		return fmt.Errorf("%w: client", invoer.ErrNotFound)
	}
	changes, err := unpacked(r.PostFormValue("changes"))
	if err == nil {
		_, err = p.Store.ChangeBooks(r.Context(), me.Scope, client, r.PostFormValue("name"), changes)
	}
	if errors.Is(err, invoer.ErrNotFound) {
		return err
	}
	return p.afterBatch(w, r, me, client, err, "books-changed")
}

// undoBooks takes a change of the books back.
func (p *Portal) undoBooks(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	id, err := idOf[string](r, "import")
	if err != nil {
		return err
	}
	i, err := p.Store.UndoBookImport(r.Context(), me.Scope, id)
	if errors.Is(err, invoer.ErrNotFound) {
		return err
	}
	return p.afterBatch(w, r, me, i.Client, err, "books-undone")
}

// lockPeriod locks a period, or unlocks one: which of them the form says, so that
// what is sent twice is not turned back.
func (p *Portal) lockPeriod(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	client, err := invoer.ParseID[invoer.ClientID](r.PostFormValue("client"))
	if err != nil {
		return fmt.Errorf("%w: client", invoer.ErrNotFound)
	}
	now, err := p.Store.Books(r.Context(), me.Scope, client, invoer.BookPeriod)
	if err != nil {
		return err
	}
	next := invoer.Books{}
	for _, period := range now.Periods {
		if period.Year+"/"+period.Number == r.PostFormValue("period") {
			period.Locked = r.PostFormValue("lock") != ""
			next.Periods = append(next.Periods, period)
		}
	}
	changes, _ := now.Changes(next)
	_, err = p.Store.ChangeBooks(r.Context(), me.Scope, client, r.PostFormValue("period"), changes)
	return p.afterBatch(w, r, me, client, err, "books-changed")
}

// answerBatch confirms a batch by the package's own ledger.
func (p *Portal) answerBatch(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	id, err := batchID(r)
	if err != nil {
		return err
	}
	if err := ourForm(w, r, me); err != nil {
		return err
	}
	if _, _, err := p.Store.Batch(r.Context(), me.Scope, id); err != nil {
		return err
	}
	name, b, err := sentFile(r)
	if err != nil {
		return err
	}
	confirmed, err := p.ConfirmByAnswer(r.Context(), me.Scope, id, name, b)
	if errors.Is(err, invoer.ErrNotFound) {
		return err
	}
	return p.afterBatch(w, r, me, confirmed.Client, err, "batch-confirmed")
}

// office lets only the people of the office through.
func office(h api.Handler) api.Handler {
	return func(w http.ResponseWriter, r *http.Request, me storage.Session) error {
		if !me.Scope.Role.OfficeWide() {
			return fmt.Errorf("%w: role %s, want one of the office", invoer.ErrForbidden, me.Scope.Role)
		}
		return h(w, r, me)
	}
}
