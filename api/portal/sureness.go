package portal

import (
	"strconv"

	"github.com/invoer/invoer"
)

// sureness shows how sure we are of a value: a level that has a shape and a
// colour, a number and a word. None of them says it alone.
type sureness struct{ Level, Icon, Percent, Word string }

// The levels, from which per cent on. At 95 and more, 95 in 100 values are
// right at least.
const (
	surelyFrom   = 95
	probablyFrom = invoer.Probable
	perhapsFrom  = 60
)

// sure says how sure we are of a value that is present or not.
func (t tongue) sure(confidence invoer.Confidence, reader string, present bool) sureness {
	level := levelOf(confidence, reader, present)
	s := sureness{Level: level, Icon: level, Word: t.Say("sure." + level)}
	switch level {
	case "absent":
		s.Icon = "person"
	case "person":
		s.Icon = "person"
	case "missing":
	default:
		s.Percent = strconv.Itoa(int(confidence)) + "\u00a0%"
	}
	return s
}

func levelOf(confidence invoer.Confidence, reader string, present bool) string {
	switch {
	case !present && confidence == invoer.Certain:
		return "absent"
	case !present:
		return "missing"
	case reader == "person":
		return "person"
	case confidence >= surelyFrom:
		return "exact"
	case confidence >= probablyFrom:
		return "high"
	case confidence >= perhapsFrom:
		return "medium"
	}
	return "low"
}
