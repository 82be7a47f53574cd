package invoer

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// An ExchangeRate is what one euro was worth on a day: Rate units of Currency,
// as the European Central Bank prints it.
type ExchangeRate struct {
	Currency string
	Day      Date
	Rate     string
}

var (
	currencyPattern = regexp.MustCompile(`^[A-Z]{3}$`)
	ratePattern     = regexp.MustCompile(`^[0-9]{1,9}(\.[0-9]{1,6})?$`)
)

// ParseRates reads the ECB's reference rates as it hands them out
// (eurofxref-hist.csv, eurofxref.csv): a column Date and one for each currency;
// N/A and nothing say that there is no rate. What it does not know is an
// ErrInvalid with its line.
func ParseRates(file []byte) ([]ExchangeRate, error) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file, []byte("\xef\xbb\xbf"))))
	r.FieldsPerRecord, r.TrimLeadingSpace = -1, true
	head, err := r.Read()
	if err != nil || len(head) < 2 || !strings.EqualFold(strings.TrimSpace(head[0]), "date") {
		return nil, fmt.Errorf("%w: rates of the ECB, want a first line Date,USD,…", ErrInvalid)
	}
	var all []ExchangeRate
	for {
		row, err := r.Read()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%w: rates of the ECB: %w", ErrInvalid, err)
		}
		line, _ := r.FieldPos(0)
		day, err := parseRateDay(strings.TrimSpace(row[0]))
		if err != nil {
			return nil, fmt.Errorf("%w: rates of the ECB, line %d: %w", ErrInvalid, line, err)
		}
		for i, rate := range row[1:min(len(row), len(head))] {
			currency, rate := strings.TrimSpace(head[i+1]), strings.TrimSpace(rate)
			if currency == "" || rate == "" || rate == "N/A" {
				continue
			}
			if !currencyPattern.MatchString(currency) || !ratePattern.MatchString(rate) {
				return nil, fmt.Errorf("%w: rates of the ECB, line %d: %q of %q, want units for one euro", ErrInvalid, line, rate, currency)
			}
			all = append(all, ExchangeRate{currency, day, rate})
		}
	}
}

// parseRateDay reads 2026-11-27 and, as the file of one day has it, 27 November
// 2026.
func parseRateDay(s string) (Date, error) {
	if on, err := ParseDate(s); err == nil {
		return on, nil
	}
	parts := strings.Fields(s)
	if len(parts) != 3 {
		return Date{}, fmt.Errorf("day %q, want 2026-11-27", s)
	}
	for month, name := range []string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"} {
		if strings.EqualFold(parts[1], name) {
			return ParseDate(fmt.Sprintf("%s-%02d-%02s", parts[2], month+1, parts[0]))
		}
	}
	return Date{}, fmt.Errorf("day %q, want 2026-11-27", s)
}

// InEuro is an amount of another currency in euro, at a rate of so many
// millionths of it for one euro: rounded to the cent, half away from zero.
func InEuro(m Money, millionths int64) Money {
	n := m.Abs().Cents
	euro := EUR((n*millionthsOfOne + millionths/2) / millionths)
	if m.Cents < 0 {
		euro.Cents = -euro.Cents
	}
	return euro
}

const millionthsOfOne = 1_000_000
