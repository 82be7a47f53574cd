package main

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"

	"github.com/alecthomas/kong"

	"github.com/invoer/invoer"
)

// The most that flags may say.
const (
	mostJobs        = 1024    // at one time
	mostBytes int64 = 1 << 50 // of anything
)

// between refuses a flag's number that is outside of what it may say.
func between[N int | int64](flag string, n, least, most N) error {
	if n >= least && n <= most {
		return nil
	}
	return fmt.Errorf("%w: --%s (%s) is %d, want %d to %d", invoer.ErrInvalid, flag, environmentName(flag), n, least, most)
}

// number reads a whole number. One with a minus sign is taken as a number, and
// refused by what the flag may say, not as another flag.
func number(call *kong.DecodeContext, target reflect.Value) error {
	token := call.Scan.Pop()
	if token.IsEOL() {
		return errors.New("want a whole number behind it")
	}
	text := token.String()
	n, err := strconv.ParseInt(text, 10, target.Type().Bits())
	if err != nil {
		return fmt.Errorf("want a whole number that fits, got %q", text)
	}
	target.SetInt(n)
	return nil
}
