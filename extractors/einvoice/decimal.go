package einvoice

import (
	"errors"
	"math/big"
	"regexp"
	"strings"

	"github.com/invoer/invoer"
)

// xsd:decimal (XML Schema 2 §3.2.3). Tolerated: a comma before one or two
// decimals, as some Belgian packages write.
var (
	decimalPattern = regexp.MustCompile(`^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)$`)
	commaPattern   = regexp.MustCompile(`^[+-]?[0-9]+,[0-9]{1,2}$`)
)

var errNumber = errors.New("want a decimal number; " + retry)

// longest is how many signs a number may have; more are no figure of an
// invoice but an attempt on the reader.
const longest = 40

// decimal reads a number exactly.
func decimal(e *Element) (*big.Rat, error) {
	text := e.Value()
	if commaPattern.MatchString(text) {
		text = strings.Replace(text, ",", ".", 1)
	}
	if len(text) > longest || !decimalPattern.MatchString(text) {
		return nil, fault(e, "%w", errNumber)
	}
	n, ok := new(big.Rat).SetString(text)
	if !ok {
		return nil, fault(e, "%w", errNumber)
	}
	return n, nil
}

var hundred = big.NewRat(100, 1)

// hundredths is n in hundredths, rounded half away from zero: cents of an
// amount, hundredths of a per cent of a rate.
func hundredths(e *Element) (int64, error) {
	n, err := decimal(e)
	if err != nil {
		return 0, err
	}
	n.Mul(n, hundred)
	rounded := new(big.Int)
	if _, ok := rounded.SetString(n.FloatString(0), 10); !ok || !rounded.IsInt64() || abs(rounded.Int64()) > 1e15 {
		return 0, fault(e, "amount above ten thousand billion; %s", retry)
	}
	return rounded.Int64(), nil
}

func abs(n int64) int64 { return max(n, -n) }

// money is an amount of the file in the currency that stands beside it, or in
// the document's.
func money(e *Element, currency string) (invoer.Money, error) {
	cents, err := hundredths(e)
	if err != nil {
		return invoer.Money{}, err
	}
	if own := e.Attr("currencyID"); own != "" {
		currency = own
	}
	return invoer.Money{Cents: cents, Currency: currency}, nil
}

// plain is the shortest spelling of n with at most places decimals.
func plain(n *big.Rat, places int) string {
	text := n.FloatString(places)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}
