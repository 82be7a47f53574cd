package storage

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/belgium/register"
)

// A Candidate is a supplier that a person may mean by what he typed so far.
type Candidate struct {
	Name    string
	VAT     invoer.VATNumber // empty where none was ever seen
	Account invoer.IBAN      // the last one that a person approved; empty of the register's
	Times   int              // approved documents; 0: known from the register alone
}

const (
	mostCandidates = 8
	leastTyped     = 2    // letters that choose among the suppliers of an office
	leastRegister  = 5    // letters that choose among all enterprises
	mostNames      = 1000 // names of the register that are looked at: of a part that more have, a person types on
)

// SuppliersLike gives at most eight suppliers that have typed in their name, or
// in their VAT number or account without its signs: those of the office first,
// the most booked before the others, then those of the register. Less than two
// letters find none.
func (s *Store) SuppliersLike(ctx context.Context, who invoer.Scope, typed string) (found []Candidate, err error) {
	typed = strings.Join(strings.Fields(typed), " ")
	if len([]rune(typed)) < leastTyped || !who.Role.OfficeWide() {
		return nil, nil
	}
	err = s.In(ctx, who, func(tx Tx) error {
		if found, err = tx.suppliersLike(typed); err != nil || len(found) == mostCandidates {
			return err
		}
		registered, err := tx.registeredLike(typed)
		for _, c := range registered {
			if !slices.ContainsFunc(found, func(f Candidate) bool { return f.VAT == c.VAT }) && len(found) < mostCandidates {
				found = append(found, c)
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("suppliers of office %s by what was typed: %w", who.Office, err)
	}
	return found, nil
}

// suppliersLike looks among those that the office's clients booked.
func (tx Tx) suppliersLike(typed string) ([]Candidate, error) {
	solid := solidPart(typed)
	return list(tx, func(row pgx.CollectableRow) (c Candidate, err error) {
		return c, row.Scan(&c.Name, &c.VAT, &c.Account, &c.Times)
	}, `select name, vat, account, times::int from (
			select distinct on (coalesce(nullif(vat, ''), lower(name))) name, vat, coalesce(ibans[cardinality(ibans)], '') as account,
				sum(times) over (partition by coalesce(nullif(vat, ''), lower(name))) as times
			from suppliers where office_id = @office
				and (name ilike @part or (@solid <> '' and (vat like @number or array_to_string(ibans, ' ') like @number)))
			order by coalesce(nullif(vat, ''), lower(name)), last desc) s
		order by times desc, name limit @most`,
		pgx.NamedArgs{
			"office": tx.Who.Office, "part": "%" + likeSigns.Replace(typed) + "%", "solid": solid, "number": "%" + solid + "%", "most": mostCandidates,
		})
}

// solidPart is what was typed as a part of a number: its letters and digits
// where at least three of them are digits, else nothing.
func solidPart(typed string) string {
	digits := 0
	solid := strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			digits++
		}
		if unicode.IsDigit(r) || unicode.IsLetter(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, typed)
	if digits < 3 {
		return ""
	}
	return solid
}

// registeredLike looks among all enterprises, by number or by a part of a name.
func (tx Tx) registeredLike(typed string) ([]Candidate, error) {
	numbers, err := tx.numbersTyped(typed)
	if err != nil {
		return nil, err
	}
	companies, err := tx.companies(numbers)
	var found []Candidate
	for _, c := range companies {
		s := c.supplier()
		found = append(found, Candidate{Name: s.Name, VAT: s.VAT})
	}
	return found, err
}

func (tx Tx) numbersTyped(typed string) ([]register.Number, error) {
	for _, spelling := range []string{typed, "BE" + typed} {
		vat, err := invoer.ParseVATNumber(spelling)
		if err != nil {
			continue
		}
		if n, belgian := register.NumberOf(vat); belgian {
			return []register.Number{n}, nil
		}
	}
	key := register.Key(typed)
	if len([]rune(key)) < leastRegister {
		return nil, nil
	}
	// Shortest first: what was typed is the most of such a name.
	return list(tx, pgx.RowTo[register.Number], `select number from (select number, min(length(key)) as size from (
			select number, key from register.names where key = $1
			union all (select number, key from register.names where key like $2 and length(key) >= 6 limit $3)) near
		group by number) n order by size, number limit $4`, key, "%"+likeSigns.Replace(key)+"%", mostNames, mostCandidates)
}
