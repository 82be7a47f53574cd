package storage

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// A word that somebody misspelt finds the documents that have a word which is
// nearly so: those behind the ones that are spelled as he wrote it, and only
// where these are few (docs/decisions/0146).

const (
	fewFound   = 50  // from so many on what is spelled exactly so is enough
	mostNear   = 12  // words that one may have been meant by another
	mostLike   = 200 // words that are looked at to find them
	nearlyMark = "~" // before the Cursor of a document that has a word nearly so
)

// spelled are the words that can be misspelt: in numbers each sign counts.
var spelled = regexp.MustCompile(`^[a-z]{4,24}$`)

// mostWrong is how many letters of a word may be wrong: another, one too many,
// one lost, or two that changed places.
func mostWrong(word string) int {
	if len(word) < 6 {
		return 1
	}
	return 2
}

// leastShared is the share of trigrams that a word has in common with itself
// misspelt: a word of n letters has n+1 of them, and a wrong letter is in three.
// Two wrong ones next to each other are in four; more is not looked for, for it
// would be nearly every word.
func leastShared(word string) float64 {
	all := len(word) + 1
	same := max(2, all-2-mostWrong(word))
	if mostWrong(word) == 2 && all-6 >= 2 {
		same = all - 6
	}
	return float64(same)/float64(2*all-same) - 0.001
}

// learnWords adds the words of a document to those of its office, at the end of the
// transaction: a word that was just added has others wait who add it, too.
func (tx Tx) learnWords(words []string) {
	for _, word := range words {
		if spelled.MatchString(word) {
			tx.after.words = append(tx.after.words, word)
		}
	}
}

// writeWords adds those that were learnt, in one order, so that two transactions at
// once never wait for each other. Nobody waits for a row of ours by then who has
// words that we wait for.
func (tx Tx) writeWords() error {
	if len(tx.after.words) == 0 {
		return nil
	}
	slices.Sort(tx.after.words)
	_, err := tx.Exec(tx.Ctx, `insert into lexicon (office_id, word) select $1, w from unnest($2::text[]) w
		where not exists (select from lexicon l where l.office_id = $1 and l.word = w) order by w on conflict do nothing`,
		tx.Who.Office, slices.Compact(tx.after.words))
	if err != nil {
		return fmt.Errorf("words of office %s: %w", tx.Who.Office, err)
	}
	return nil
}

// nearly is a question with all that its words may have been meant for; empty
// where nothing is, or where enough is spelled exactly so.
func (tx Tx) nearly(text string) (string, error) {
	exact := question(text)
	if exact == "" {
		return "", nil
	}
	var terms []string
	widened := false
	err := eachTerm(text, func(word string, not bool) error {
		ways := []string{term(word)}
		if not {
			terms = append(terms, "!"+ways[0])
			return nil
		}
		near, err := tx.wordsNear(word)
		for _, n := range near {
			ways, widened = append(ways, "'"+n+"'"), true
		}
		terms = append(terms, "("+strings.Join(ways, " | ")+")")
		return err
	})
	if err != nil || !widened {
		return "", err
	}
	enough, err := tx.enough(exact)
	if err != nil || enough {
		return "", err
	}
	return strings.Join(terms, " & "), nil
}

// wordsNear are the words of the office that one may have been meant for, the
// nearest first.
func (tx Tx) wordsNear(word string) ([]string, error) {
	if !spelled.MatchString(word) {
		return nil, nil
	}
	alike, err := list(tx, pgx.RowTo[string], `select word from invoer_words_like($1, $2, $3, $4)`, word, leastShared(word), mostWrong(word), mostLike)
	if err != nil {
		return nil, err
	}
	wrong := map[string]int{}
	near := slices.DeleteFunc(alike, func(other string) bool {
		wrong[other] = wrongLetters(word, other)
		return wrong[other] > mostWrong(word) || strings.HasPrefix(other, word)
	})
	slices.SortStableFunc(near, func(a, b string) int { return wrong[a] - wrong[b] })
	return near[:min(len(near), mostNear)], nil
}

// enough tells whether many documents have the words as they are spelled: a word
// that is usual has them among the newest.
func (tx Tx) enough(exact string) (bool, error) {
	c := choose(tx.Who, Filter{})
	c.args["question"] = exact
	for _, from := range []string{c.nearby("", sampled), c.answers()} {
		n, err := list(tx, pgx.RowTo[int], `select count(*)::int from (select from `+from+` d where `+c.where()+` limit `+strconv.Itoa(fewFound)+`) few`, freshPlan, c.args)
		if err != nil || n[0] >= fewFound {
			return true, err
		}
	}
	return false, nil
}

// wrongLetters counts what must be done to a word to make another of it: a
// letter put in, left out, replaced, or changed with the next (optimal string
// alignment). Both are of small letters.
func wrongLetters(a, b string) int {
	before, last := []int(nil), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}

// listed gives a page of a list: what is spelled as it was asked for, and behind
// it, where that is little, what is spelled nearly so.
func (tx Tx) listed(f Filter) ([]Summary, error) {
	after, near := strings.CutPrefix(f.After, nearlyMark)
	f.After = after
	var page []Summary
	if !near {
		c, err := chosen(tx.Who, f)
		if err != nil {
			return nil, err
		}
		page, err = tx.page(c, f)
		if err != nil || len(page) == f.limit() || f.Text == "" {
			return page, err
		}
		f.After = ""
	}
	wide, err := tx.nearly(f.Text)
	if err != nil || wide == "" {
		return page, err
	}
	more, err := tx.listedNearly(f, wide, f.limit()-len(page))
	return append(page, more...), err
}

// listedNearly gives what has the words of a wide question and not those of the
// exact one.
func (tx Tx) listedNearly(f Filter, wide string, limit int) ([]Summary, error) {
	c, err := chosen(tx.Who, f)
	if err != nil {
		return nil, err
	}
	c.args["question"] = wide + " & !(" + question(f.Text) + ")"
	f.Limit = limit
	page, err := tx.page(c, f)
	for i := range page {
		page[i].Near, page[i].Cursor = true, nearlyMark+page[i].Cursor
	}
	return page, err
}

// askedOf is the question that a document of a list is an answer to: the one as it
// was spelled, or the wide one; empty without any.
func (tx Tx) askedOf(id invoer.DocumentID, f Filter) (string, error) {
	exact := question(f.Text)
	if exact == "" {
		return "", nil
	}
	has, err := list(tx, pgx.RowTo[string], `select id::text from documents_found where id = $1 and words @@ $2::tsquery`, id, exact)
	if err != nil || len(has) > 0 {
		return exact, err
	}
	wide, err := tx.nearly(f.Text)
	if err != nil || wide == "" {
		return exact, err
	}
	return wide + " & !(" + exact + ")", nil
}

// chosen is choose with the status and the place.
func chosen(who invoer.Scope, f Filter) (choice, error) {
	c := choose(who, f)
	c.inStatus(f.Status)
	return c, c.behind(f.After, f.Order)
}
