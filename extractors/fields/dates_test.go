package fields

import (
	"testing"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/weights"
)

var today = invoer.Date{Year: 2026, Month: 11, Day: 24}

// TestDatesIn is the table of dates that Belgian invoices carry. "" is no date.
func TestDatesIn(t *testing.T) {
	t.Parallel()
	cases := map[string]string{
		"31/12/2026": "2026-12-31", "31-12-2026": "2026-12-31", "31.12.2026": "2026-12-31", "31 / 12 / 2026": "2026-12-31",
		"31/12/26": "2026-12-31", "31.12.26": "2026-12-31", "3/1/2026": "2026-01-03", "3-1-'26": "2026-01-03", "02.10.2020": "2020-10-02",
		"07/02/23": "2023-02-07", "07 02 2023": "2023-02-07", "O1/O3/2026": "2026-03-01", "l2/03/2026": "2026-03-12",
		"2026-12-31": "2026-12-31", "2026/12/31": "2026-12-31", "2026-03-04": "2026-03-04", "20260815": "2026-08-15", "2026.1.5": "2026-01-05",
		"31 december 2026": "2026-12-31", "1 januari 2026": "2026-01-01", "8 maart 2026": "2026-03-08", "12 mrt. 2026": "2026-03-12",
		"18 augustus 2025": "2025-08-18", "5 mei 2026": "2026-05-05", "28 februari 2026": "2026-02-28", "3 okt 2026": "2026-10-03",
		"1er janvier 2022": "2022-01-01", "1er Janvier 2022": "2022-01-01", "2 août 2026": "2026-08-02", "14 juillet 2026": "2026-07-14", "9 févr. 2026": "2026-02-09",
		"30 juin 2026": "2026-06-30", "24 décembre 2025": "2025-12-24", "15 déc. 2025": "2025-12-15", "2 MARS 2026": "2026-03-02", "22 avril 2026": "2026-04-22",
		"28. September 2026": "2026-09-28", "3. März 2026": "2026-03-03", "1. Mai 2026": "2026-05-01", "18. Dezember 2025": "2025-12-18", "4. Jänner 2026": "2026-01-04",
		"24-Jul-2026": "2026-07-24", "24 July 2026": "2026-07-24", "July 24, 2026": "2026-07-24", "Oct. 5, 2023": "2023-10-05", "May 1st, 2026": "2026-05-01",
		"2nd May 2005": "2005-05-02", `9" June 2026`: "2026-06-09", "the 3rd of March 2026": "2026-03-03", "11-Nov-25": "2025-11-11",
		"31 decernber 2026": "2026-12-31", "17 septernber 2025": "2025-09-17",
		"10/31/2023":         "2023-10-31",
		"25/12/201808:13:39": "2018-12-25", "25/12/1808:13": "2018-12-25", "23/JUN/1811:22": "2018-06-23", "2018-03-1515:04": "2018-03-15", "15/03/2018:10:22": "2018-03-15",
		"15-O3-2018": "2018-03-15", "15-03-2O18": "2018-03-15", "15/03/20l8": "2018-03-15", "15-03—2018": "2018-03-15", `15\03\2018`: "2018-03-15",
		"15|03|2018": "2018-03-15", "15:03:2018": "2018-03-15", "Jun-23-2018": "2018-06-23", "2018-Jun-23": "2018-06-23", "15:03:20": "", "10:12:18": "",
		"28/1 1/2022": "2022-11-28", "3.1 0.2026": "2026-10-03",
		"31/02/2026": "", "30 februari 2026": "", "2026-13-01": "", "2026-15-03": "", "45/03/2026": "", "00/01/2026": "", "1/1/2099": "",
		"mei 2026": "", "12 smartphones 2026": "", "1234567890": "", "0477.574.154": "", "12:30:45": "", "2026": "",
	}
	for text, want := range cases {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			got := ""
			if seen := DatesIn(text, DayFirst, today); len(seen) > 0 {
				got = seen[0].Date.String()
			}
			if got != want {
				t.Errorf("date of %q is %q, want %q", text, got, want)
			}
		})
	}
}

// TestFadedDates: what is taken for a date on a till receipt where nothing else
// in the cell is one. "" is no date.
func TestFadedDates(t *testing.T) {
	t.Parallel()
	cases := map[string]string{
		"27/0618": "2018-06-27", "2706/2018": "2018-06-27", "2710612018": "", "2710672018": "", "27106/2018": "2018-06-27", "27/0612018": "2018-06-27",
		"Z7/06/2018": "2018-06-27", "27/06/201B": "2018-06-27", "27/O6/2O1S": "2015-06-27", "27-0CT-2018": "2018-10-27", "27N0V18": "2018-11-27", "27 JU1 2018": "2018-07-27",
		"SO.OO": "", "IO/OO/IO": "", "19711.25": "", "1 234 567": "", "47/0618": "", "REG 0231 18": "",
	}
	for text, want := range cases {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			doc := lay(text)
			got := ""
			if found := doc.faded(nil, Spot{}, doc.Pages[0].Lines[0].Cells[0], DayFirst, today); len(found) > 0 {
				got = found[0].Date.String()
			}
			if got != want {
				t.Errorf("date of %q is %q, want %q", text, got, want)
			}
		})
	}
}

// TestOrderOfDayAndMonth: the month comes first only where the document shows
// it, and ISO dates are never turned round.
func TestOrderOfDayAndMonth(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		lines []string
		want  string // of the last line
	}{
		"Belgian by itself":                       {[]string{"02/10/2026"}, "2026-10-02"},
		"American beside a date that must be":     {[]string{"period until 10/31/2026", "02/10/2026"}, "2026-02-10"},
		"two kinds side by side: Belgian":         {[]string{"10/31/2026", "25/10/2026", "02/10/2026"}, "2026-10-02"},
		"ISO wins always":                         {[]string{"10/31/2026", "2026-02-10"}, "2026-02-10"},
		"named months say nothing about numerals": {[]string{"October 31, 2026", "02/10/2026"}, "2026-10-02"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := lay(c.lines...).Dates(today)
			if len(found) != len(c.lines) {
				t.Fatalf("%d dates in %q, want one a line", len(found), c.lines)
			}
			if got := found[len(found)-1].Date.String(); got != c.want {
				t.Errorf("%q gives %s, want %s", c.lines, got, c.want)
			}
		})
	}
}

// TestDatesByTheirLabels: which of the dates of a document is the invoice's,
// and which the due date.
func TestDatesByTheirLabels(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		lines       []string
		issued, due string
	}{
		"labels in Dutch":       {[]string{"Factuurdatum 1/3/2026", "Leverdatum 27/2/2026", "Vervaldag 31/3/2026"}, "2026-03-01", "2026-03-31"},
		"labels in French":      {[]string{"Date de livraison 27/2/2026", "Date de facture 1/3/2026", "Échéance 31/3/2026"}, "2026-03-01", "2026-03-31"},
		"labels in German":      {[]string{"Lieferdatum 27.2.2026", "Rechnungsdatum 1.3.2026", "zahlbar bis 31.3.2026"}, "2026-03-01", "2026-03-31"},
		"labels in English":     {[]string{"Order date 27/2/2026", "Invoice date 1/3/2026", "Due date 31/3/2026"}, "2026-03-01", "2026-03-31"},
		"a misread label":       {[]string{"Factuurdaturn 1/3/2026", "Vervaldaturn 31/3/2026"}, "2026-03-01", "2026-03-31"},
		"another invoice's":     {[]string{"Datum: 18 december 2025", "Betreft factuur 202505665 van 10 november 2025"}, "2025-12-18", ""},
		"a period is no date":   {[]string{"Periode 01/10/2026 - 31/10/2026", "Datum 29/10/2026", "Te betalen voor 12/11/2026"}, "2026-10-29", "2026-11-12"},
		"a number and its date": {[]string{"Facture n° 562044387 du 02 Juillet 2015", "Date limite de paiement le 05 Juillet 2015"}, "2015-07-02", "2015-07-05"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			issued, due := "", ""
			model := weights.Committed
			bestIssued, bestDue := model.Leave("invoice_date"), model.Leave("due_date")
			found := lay(c.lines...).Dates(today)
			for _, d := range found {
				if score := model.Score("invoice_date", d.Issued); score > bestIssued {
					bestIssued, issued = score, d.Date.String()
				}
			}
			for _, d := range found {
				if score := model.Score("due_date", d.Due); score > bestDue && d.Date.String() > issued {
					bestDue, due = score, d.Date.String()
				}
			}
			if issued != c.issued || due != c.due {
				t.Errorf("%q: issued %s, due %q; want %s, %q", c.lines, issued, due, c.issued, c.due)
			}
		})
	}
}

func FuzzDatesIn(f *testing.F) {
	for _, s := range []string{"31/12/2026", "1er janvier 2022", "2nd May 2005", "2026-13-01", "24-Jul-2026", "O1/O3/2026", "é 3. März 2026"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, seen := range DatesIn(text, DayFirst, today) {
			if !seen.Date.Exists() || seen.From < 0 || seen.To > len(text) || seen.From >= seen.To {
				t.Errorf("%q gives %v at %d to %d", text, seen.Date, seen.From, seen.To)
			}
		}
	})
}
