package main

import (
	"fmt"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// print writes every setting as a line NAME=value, with secrets hidden. What
// it writes can be used as an environment file once those are filled in.
func (c serveCommand) print(w io.Writer) error {
	parser, err := kong.New(&c, kong.Name("serve"), kong.DefaultEnvars("INVOER"), kong.Exit(func(int) {}))
	if err != nil {
		return fmt.Errorf("listing the settings: %w", err)
	}
	for _, flag := range parser.Model.Flags {
		if flag.Name == "help" || flag.Name == "check" {
			continue
		}
		if _, err := fmt.Fprintf(w, "%s=%s\n", environmentName(flag.Name), shown(flag)); err != nil {
			return err
		}
	}
	return nil
}

// shown is a flag's value, and of a secret or of an address only what is none.
func shown(flag *kong.Flag) string {
	value := flag.Target
	if value.Kind() == reflect.Slice && slices.Contains(secrets, flag.Name) && value.Len() > 0 {
		return "(hidden)"
	}
	if value.Kind() == reflect.Slice {
		return strings.Trim(strings.ReplaceAll(fmt.Sprint(value.Interface()), " ", ","), "[]")
	}
	text := fmt.Sprint(value.Interface())
	if text != "" && slices.Contains(secrets, flag.Name) {
		return "(hidden)"
	}
	return withoutPassword(text)
}

// withoutPassword hides the password of an address: the one before its servers,
// of which there may be several, and those that PostgreSQL takes after the
// question mark.
func withoutPassword(text string) string {
	scheme, rest, found := strings.Cut(text, "://")
	if !found {
		return text
	}
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	if at := strings.LastIndexByte(rest[:end], '@'); at >= 0 {
		if user, _, has := strings.Cut(rest[:at], ":"); has {
			rest = user + ":" + hiddenPassword + rest[at:]
		}
	}
	return scheme + "://" + passwordParam.ReplaceAllString(rest, "${1}"+hiddenPassword)
}

const hiddenPassword = "xxxxx"

var passwordParam = regexp.MustCompile(`(?i)([?&][^=&]*password=)[^&#]*`)
