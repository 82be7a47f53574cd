package portal

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// periods are the times that the overview of quality is of, in days.
var periods = []int{30, 90, 365}

// askQuality reads which approvals are meant; without a period the last ninety
// days.
func (p *Portal) askQuality(r *http.Request) (f storage.QualityFilter, days int) {
	days = periods[1]
	if asked, err := strconv.Atoi(r.URL.Query().Get("days")); err == nil && asked > 0 && asked <= 3650 {
		days = asked
	}
	now := p.Now()
	f = storage.QualityFilter{From: now.AddDate(0, 0, -days), Until: now}
	if id, err := invoer.ParseID[invoer.ClientID](r.URL.Query().Get("client")); err == nil {
		f.Client = id
	}
	return f, days
}

// showQuality tells how well documents were read, as their approvals tell.
func (p *Portal) showQuality(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	left, err := p.Store.FillOutcomes(r.Context(), me.Scope)
	if err != nil {
		return err
	}
	asked, days := p.askQuality(r)
	q, err := p.Store.Quality(r.Context(), me.Scope, asked)
	if err != nil {
		return err
	}
	clients, err := p.Store.Clients(r.Context(), me.Scope)
	if err != nil {
		return err
	}
	f := p.frame(r, me, "quality", "quality.title")
	f.MainClass = ""
	page := qualityPage{frame: f, Clients: f.clients(clients, asked.Client, "word.all"), Any: q.Documents > 0}
	for _, n := range periods {
		page.Periods = append(page.Periods, option{Value: strconv.Itoa(n), Text: f.Say("quality.days", n), Chosen: n == days})
	}
	query := url.Values{"days": {strconv.Itoa(days)}}
	if asked.Client != "" {
		query.Set("client", string(asked.Client))
	}
	page.File = "/quality/file?" + query.Encode()
	if left > 0 {
		page.Left = f.Say("quality.left", left)
	}
	page.fill(q)
	return send(w, http.StatusOK, "quality.html", page)
}

// minutes is a time in minutes with one decimal.
func (t tongue) minutes(seconds int) string {
	return t.decimal(fmt.Sprintf("%.1f", float64(seconds)/60))
}

func (page *qualityPage) fill(q storage.Quality) {
	t := page.tongue
	page.Untouched = share{Of: q.Documents, Good: q.Untouched}.in(t)
	if q.Timed > 0 {
		page.Minutes = t.Say("quality.minutes", t.minutes(q.Seconds), q.Timed, t.decimal(fmt.Sprintf("%.0f", float64(q.Seconds)/float64(q.Timed))))
	}
	for _, row := range q.Fields {
		page.Fields = append(page.Fields, t.qualityRow(t.Say("field."+row.Name), row))
	}
	for _, row := range q.Clients {
		page.ByClient = append(page.ByClient, t.qualityRow(row.Name, row))
	}
	for _, row := range q.Suppliers {
		page.BySupplier = append(page.BySupplier, t.qualityRow(row.Name, row))
	}
	for _, row := range q.Doors {
		page.ByDoor = append(page.ByDoor, t.qualityRow(t.Say("door."+row.Name), row))
	}
	for _, band := range q.Calibration {
		page.Bands = append(page.Bands, qualityRow{
			Name:  fmt.Sprintf("%d–%d", band.From, band.To),
			share: share{Of: band.Of, Good: band.Right}.in(t),
		})
	}
	page.Curve = curve(q.Calibration)
	for _, c := range q.Corrected {
		page.Corrected = append(page.Corrected, qualityRow{Name: c.Supplier, Field: t.Say("field." + c.Field), share: share{Of: c.Of, Good: c.Times}.in(t)})
	}
}

// A qualityPart is one table of the page.
type qualityPart struct {
	tongue
	Title string
	Rows  []qualityRow
}

// Part is a table under a title.
func (page qualityPage) Part(code string, rows []qualityRow) qualityPart {
	return qualityPart{page.tongue, page.Say(code), rows}
}

func (t tongue) qualityRow(name string, row storage.QualityRow) qualityRow {
	return qualityRow{Name: name, share: share{Of: row.Of, Good: row.Untouched}.in(t)}
}

// A share is so many of so many, also in words and as the width of a bar.
type share struct {
	Of, Good int
	Percent  string
	Width    int // of a bar, of 100
}

func (s share) in(t tongue) share {
	if s.Of > 0 {
		s.Width = 100 * s.Good / s.Of
		s.Percent = t.decimal(fmt.Sprintf("%.1f", 100*float64(s.Good)/float64(s.Of))) + "\u00a0%"
	}
	return s
}

// The picture of calibration: how sure readings were to the right, how often
// they were right upwards, both of 100. Readings that are as good as they say
// lie on the diagonal.
type curvePoint struct{ X, Y, R int }

func curve(bands []storage.CalibrationBand) (points []curvePoint) {
	for _, b := range bands {
		if b.Of == 0 {
			continue
		}
		size := 2
		for n := b.Of; n >= 10 && size < 6; n /= 10 {
			size++
		}
		points = append(points, curvePoint{X: (b.From + b.To) / 2, Y: 100 - 100*b.Right/b.Of, R: size})
	}
	return points
}

// showQualityFile gives the same as separated values, for spreadsheets: a
// semicolon between, as Belgian ones want it, and a mark that it is UTF-8.
func (p *Portal) showQualityFile(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	asked, _ := p.askQuality(r)
	q, err := p.Store.Quality(r.Context(), me.Scope, asked)
	if err != nil {
		return err
	}
	t := p.tongue(r, me)
	var out strings.Builder
	out.WriteString("\ufeff")
	file := csv.NewWriter(&out)
	file.Comma, file.UseCRLF = ';', true
	row := func(what, name, more string, of, good int) {
		_ = file.Write([]string{what, cell(name), more, strconv.Itoa(of), strconv.Itoa(good)}) // a builder takes all
	}
	_ = file.Write([]string{t.Say("word.what"), t.Say("users.name"), t.Say("quality.field"), t.Say("quality.of"), t.Say("quality.right")})
	row(t.Say("quality.documents"), "", "", q.Documents, q.Untouched)
	_ = file.Write([]string{t.Say("quality.spent"), "", t.minutes(q.Seconds), strconv.Itoa(q.Timed), ""})
	for _, part := range []struct {
		code string
		rows []storage.QualityRow
		name func(storage.QualityRow) string
	}{
		{"quality.by_field", q.Fields, func(r storage.QualityRow) string { return t.Say("field." + r.Name) }},
		{"quality.by_client", q.Clients, func(r storage.QualityRow) string { return r.Name }},
		{"quality.by_supplier", q.Suppliers, func(r storage.QualityRow) string { return r.Name }},
		{"quality.by_door", q.Doors, func(r storage.QualityRow) string { return t.Say("door." + r.Name) }},
	} {
		for _, r := range part.rows {
			row(t.Say(part.code), part.name(r), "", r.Of, r.Untouched)
		}
	}
	for _, b := range q.Calibration {
		row(t.Say("quality.calibration"), fmt.Sprintf("%d-%d %%", b.From, b.To), "", b.Of, b.Right)
	}
	for _, c := range q.Corrected {
		row(t.Say("quality.corrected"), c.Supplier, t.Say("field."+c.Field), c.Of, c.Of-c.Times)
	}
	file.Flush()
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Disposition", `attachment; filename="invoer-`+p.Now().In(belgium).Format(time.DateOnly)+`.csv"`)
	_, err = w.Write([]byte(out.String()))
	return err
}

// cell keeps a spreadsheet from taking a stranger's name for a formula.
func cell(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
