package portal

import (
	"encoding/json"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/evanw/esbuild/pkg/api"

	"github.com/invoer/invoer"
)

// An attempt is what is asked of the page and of the server.
type attempt struct {
	Field    string   `json:"field"`
	Typed    string   `json:"typed"`
	Language string   `json:"language"`
	Issued   []string `json:"issued"`
}

// The page tells at once how dates and amounts are understood and whether they
// add up; it says the same as the server, which has the last word.
func TestThePageUnderstandsAsTheServer(t *testing.T) {
	entries := entriesToUnderstand()
	asked, err := json.Marshal(entries)
	if err != nil {
		t.Fatal(err)
	}
	p := newHand(t, "")
	p.do(chromedp.Evaluate[chromedp.Void](entryScript(t)))
	meant := ask[[]string](p, `((all) => all.map((e) => entry.meaning(e.field, e.typed, {language: e.language, today: "`+testDay.String()+`", issued: e.issued})))(`+string(asked)+`)`)
	wrong := 0
	for i, e := range entries {
		q := url.Values{e.Field: {e.Typed}}
		if e.Field != "invoice_date" {
			q.Set("invoice_date", e.Issued[0])
		}
		inv := invoer.Invoice{}
		if saved, ok := day(e.Issued[1], testDay); ok {
			inv.Issued.Value = saved
		}
		if want := tongueOn(e.Language, testDay).means(e.Field, q, inv); meant[i] != want {
			if wrong++; wrong < 20 {
				t.Errorf("%s %s %q with %q: the page says %q, the server %q", e.Language, e.Field, e.Typed, e.Issued, meant[i], want)
			}
		}
	}

	sums := ask[[]*pageSum](p, `((all) => all.map((e, n) => entry.added(e.typed, all[(n + 7) % all.length].typed, all[(n + 11) % all.length].typed, e.language) ?? null))(`+string(asked)+`)`)
	added := 0
	for i, e := range entries {
		q := url.Values{"total_excl": {e.Typed}, "total_vat": {entries[(i+7)%len(entries)].Typed}, "total_incl": {entries[(i+11)%len(entries)].Typed}}
		speak := tongueOn(e.Language, testDay)
		want, got := speak.arithmetic(q), arithmetic{}
		if s := sums[i]; s != nil {
			added++
			got = arithmetic{speak.Say("doc.adds_not", s.Net, s.VAT, s.Sum, s.Total, s.Off), false}
			if s.Fits {
				got = arithmetic{speak.Say("doc.adds_up", s.Net, s.VAT, s.Sum), true}
			}
		}
		if got != want {
			t.Errorf("%s %v: the page says %+v, the server %+v", e.Language, q, got, want)
		}
	}
	if added < len(entries)/50 {
		t.Errorf("%d of %d triples could be added: too few to compare", added, len(entries))
	}
}

type pageSum struct {
	Net, VAT, Sum, Total, Off string
	Fits                      bool
}

// entriesToUnderstand are what people type, in each language, and what nobody
// does: signs in any order, always the same.
func entriesToUnderstand() []attempt {
	typed := []string{
		"", " ", "5/3", "05.03.26", "5 maart 2026", "1er fév 2026", "1 fé 26", "3 März", "12 août", "2026-03-05", "2026-02-30", "31/2", "29/2/2028", "0", "31", "15", "em", "EM", "30em", "+30", "+30 em",
		"+0", "++5", "+-5", "-5", "+3660", "+3661", "30/6", "31/12/9999", "1/1/0026", "1-1-026", "99999999999999999999", "5/3/2026/1", "5/13/2026", "+5/3",
		"1.471,60", "1,471.60", "1 471,60 €", "€ 12", "12,-", "12-", "-12,5", "−1", "12.345", "12.34", "1.2345", "1.234.567,8", "1,2,3", "12,", ",5", "EUR 5", "5EUR", "007", "-0", "1234567890123456", "12345678901234567", "1e9",
		"100+21%", "121/1,21", "3*12,50", "3x12,5", "100-10%", "100*50%", "1/3", "2/3", "-2/3", "10/0", "0/5", "-5+3", "5--3", "5+-3", "10:4", "1/8", "-1/8", "100+21%+6%", "5%", "100+", "1+2*3-4/5%", "9999999999999999*9", "1" + strings.Repeat("+1", 45), "100 + 21 %", "1+12,-", "abc", "𝟝/3", "<b>5/3",
	}
	random := rand.New(rand.NewPCG(6, 2026))
	letters := []rune("0123456789012345678901234567899.,.,+-*/% emx:/ ")
	for range 1500 {
		word := make([]rune, 1+random.IntN(9))
		for i := range word {
			word[i] = letters[random.IntN(len(letters))]
		}
		typed = append(typed, string(word))
	}
	fields := []string{"invoice_date", "due_date", "total_excl", "total_vat", "total_incl", "amount_due"}
	issued := [][]string{{"", ""}, {"12/11/2026", ""}, {"x", "31/01/2026"}, {"30/1", "31/01/2026"}}
	var all []attempt
	for i, text := range typed {
		for j, field := range fields[:3] {
			all = append(all, attempt{field, text, []string{"nl", "fr", "en", "de"}[(i+j)%4], issued[i%len(issued)]})
		}
	}
	for _, field := range fields[3:] {
		all = append(all, attempt{field, "100+21%", "nl", issued[0]})
	}
	for _, e := range slices.Clone(all[:150]) { // also as a server shows it, which means nothing else
		all = append(all, attempt{e.Field, tongue{Lang: e.Language}.Shown(e.Field, canonical(e.Field, e.Typed, testDay, testDay)), e.Language, e.Issued})
	}
	return all
}

// entryScript is script/entry.ts alone, under the name entry.
func entryScript(t *testing.T) string {
	t.Helper()
	built := api.Build(api.BuildOptions{EntryPoints: []string{"script/entry.ts"}, Bundle: true, Format: api.FormatIIFE, GlobalName: "entry", Target: api.ES2022})
	for _, fault := range built.Errors {
		t.Fatalf("%s: %s", fault.Location.File, fault.Text)
	}
	return string(built.OutputFiles[0].Contents) + ";true"
}

// tongueOn speaks a language on a day.
func tongueOn(lang string, day invoer.Date) tongue {
	return tongue{Lang: lang, now: day.Time()}
}
