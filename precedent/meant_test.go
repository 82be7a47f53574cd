package precedent

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

// bookedBefore is a client that buys from garages, shops and cleaners in Dutch.
func bookedBefore() *Memory {
	m := NewMemory()
	for day := range 12 {
		for i, garage := range []string{"0400000001", "0400000002", "0400000003"} {
			m.Experience(buy(day, garage, line("Winterbanden", 20000+day*10+i, "613400")))
		}
		for i, shop := range []string{"0400000011", "0400000012", "0400000013"} {
			m.Experience(buy(day, shop, line("Kopieerpapier", 3000+day*10+i, "612700")))
		}
		for i, cleaner := range []string{"0400000021", "0400000022", "0400000023"} {
			m.Experience(buy(day, cleaner, line("Poetsdienst", 9000+day*10+i, "611200")))
		}
	}
	return m
}

func TestWordsNobodySawAreHeardByWhatTheyMean(t *testing.T) {
	t.Parallel()
	m := bookedBefore()
	for words, want := range map[string]string{"Pneus hiver": "613400", "Toner noir": "612700", "Reinigung": "611200"} {
		got := m.Propose(buy(30, "0400000099", line(words, 5000, "")))
		if len(got.Entries) != 1 || got.Entries[0].Account != want {
			t.Errorf("%s: got %s, want %s", words, said(got), want)
		}
	}
	got := m.Propose(buy(30, "0400000099", line("Pneus hiver", 5000, "")))
	if diff := cmp.Diff(invoer.Because("as-meant", "pneus"), got.Entries[0].Why); diff != "" {
		t.Error(diff)
	}
}

// What stands beside a number plate on some lines says nothing of lines without
// one: those have no vehicle.
func TestCodesBesideAPlateAreNoPlate(t *testing.T) {
	t.Parallel()
	m := NewMemory()
	const plate = "1-ABC-123"
	tank := func(day int, words string, of string) {
		p := buy(day, "0400000001", line(words, 5000+day, "613300"))
		if of != "" {
			p.Entries[0].Analytic = map[string]string{"vehicle": of}
		}
		m.Experience(p)
	}
	for day := range 20 {
		tank(day, "Euro 95 E10 "+plate, plate)
		if day%5 == 0 {
			tank(day, "Euro 95 E10", "")
		}
	}
	got := m.Propose(buy(30, "0400000001", line("Euro 95 E10 "+plate, 4000, ""), line("Euro 95 E10", 3000, "")))
	if said(got) != "613300 40.00|613300 30.00|" || got.Entries[0].Analytic["vehicle"] != plate || got.Entries[1].Analytic != nil {
		t.Errorf("got %+v", got.Entries)
	}
}

func TestMonthsSayNothing(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff([]string{"huur", "loyer"}, wordsOf("Huur maart 2026, loyer août 2026, März, september")); diff != "" {
		t.Error(diff)
	}
}

// Two accountants book a document as a whole: one where most of the supplier
// goes, the other where its largest line goes.
func TestWholeDocumentsGoByTheirLargestLineWhereTheyDid(t *testing.T) {
	t.Parallel()
	m := NewMemory()
	const byMost, byLargest = "0400000001", "0400000002"
	for day := range 10 {
		for i := range 3 { // what each line is, alone
			m.Experience(buy(day, fmt.Sprintf("04000001%02d", i), line("Licentie", 2000+day, "612800")))
			m.Experience(buy(day, fmt.Sprintf("04000002%02d", i), line("Notebook", 90000+day, "241000")))
		}
		m.Experience(buy(day, byMost, line("Licentie", 20000+day, "612800"), line("Notebook", 90000, "612800")))
		m.Experience(buy(day, byMost, line("Licentie", 95000+day, "612800"), line("Notebook", 40000, "612800")))
		m.Experience(buy(day, byLargest, line("Licentie", 20000+day, "241000"), line("Notebook", 90000, "241000")))
		m.Experience(buy(day, byLargest, line("Licentie", 95000+day, "612800"), line("Notebook", 40000, "612800")))
	}
	for supplier, want := range map[string]string{byMost: "612800 1100.00|", byLargest: "241000 1100.00|"} {
		if got := said(m.Propose(buy(20, supplier, line("Licentie", 20000, ""), line("Notebook", 90000, "")))); got != want {
			t.Errorf("of %s got %s, want %s", supplier, got, want)
		}
	}
}

// A line that is new at a supplier and that all others book elsewhere makes a
// proposal less sure than one that others book where this supplier goes.
func TestOthersSpeakAgainstANewLine(t *testing.T) {
	t.Parallel()
	m := bookedBefore()
	for day := range 12 {
		m.Experience(buy(day, "0400000051", line("Wasbeurt", 1000+day, "613900")))
		m.Experience(buy(day, "0400000052", line("Handzeep", 1000+day, "613400")))
	}
	against := m.Propose(buy(30, "0400000001", line("Wasbeurt", 1500, "")))
	along := m.Propose(buy(30, "0400000001", line("Handzeep", 1500, "")))
	if against.traits[traitAgainst] <= along.traits[traitAgainst] || against.Score >= along.Score {
		t.Errorf("others elsewhere: %.2f by %v; others here: %.2f by %v", against.Score, against.traits, along.Score, along.traits)
	}
}

// A supplier that never sold such a thing, and one whose every tenth such line went
// elsewhere, are less sure than one that always had it here.
func TestUnevenHistoriesAndNewKindsAreDoubted(t *testing.T) {
	t.Parallel()
	m := bookedBefore()
	for day := range 20 {
		account := "613300"
		if day%10 == 5 {
			account = "613400"
		}
		m.Experience(buy(day, "0400000061", line("Diesel", 5000+day, "613300")))
		m.Experience(buy(day, "0400000062", line("Diesel", 5000+day, account)))
	}
	even, uneven := m.Propose(buy(30, "0400000061", line("Diesel", 5000, ""))), m.Propose(buy(30, "0400000062", line("Diesel", 5000, "")))
	if even.traits[traitUneven] != 0 || uneven.traits[traitUneven] >= 0 || uneven.Score >= even.Score {
		t.Errorf("always there: %.2f by %v; not always: %.2f by %v", even.Score, even.traits, uneven.Score, uneven.traits)
	}
	kind := m.Propose(buy(30, "0400000061", line("Handschoenen", 5000, "")))
	if even.traits[traitNewKind] != 0 || kind.traits[traitNewKind] != 1 {
		t.Errorf("diesel %v, gloves %v of a kind that is new here", even.traits[traitNewKind], kind.traits[traitNewKind])
	}
}

// The first proposals, made when little was known, fade sooner than later ones.
func TestWhatWasProposedAtFirstFades(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		judged, least, most float64
	}{{1, 0.5, 1}, {998, 0.0019, 0.0021}, {1e6, 1.0 / 12001, 1.0 / 11999}} {
		s := Standing{Judged: c.judged}
		if got := s.fade(); got < c.least || got > c.most {
			t.Errorf("after %v proposals %v fades, want %v to %v", c.judged, got, c.least, c.most)
		}
	}
	kept := Standing{Bins: []Bin{{All: 3998, Wrong: 12}}}
	if got := kept.fade(); got > 0.001 {
		t.Errorf("of a standing kept before proposals were counted %v fades at once", got)
	}
}
