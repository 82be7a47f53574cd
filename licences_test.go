package invoer

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Words by which licence texts are known. The first that is found counts, so
// the forbidding ones come first: their texts quote the others.
var licences = []struct {
	name    string
	words   *regexp.Regexp
	allowed bool
}{
	{"AGPL", regexp.MustCompile(`(?i)GNU AFFERO`), false},
	{"SSPL", regexp.MustCompile(`(?i)Server Side Public License`), false},
	{"BUSL", regexp.MustCompile(`(?i)Business Source License`), false},
	{"Commons Clause", regexp.MustCompile(`(?i)Commons Clause`), false},
	{"Elastic", regexp.MustCompile(`(?i)Elastic License`), false},
	{"GPL or LGPL", regexp.MustCompile(`(?i)GNU (LESSER |LIBRARY )?GENERAL PUBLIC LICENSE`), false},
	{"MPL-2.0", regexp.MustCompile(`(?i)Mozilla Public License`), true}, // covers its own files only
	{"Apache-2.0", regexp.MustCompile(`Apache License`), true},
	{"MIT", regexp.MustCompile(`Permission is hereby granted, free of charge`), true},
	{"ISC", regexp.MustCompile(`Permission to use, copy, modify, and(/or)? distribute`), true},
	{"BSD", regexp.MustCompile(`Redistribution and use in source and binary forms`), true},
}

// licenceOf names a licence by its text, and "" when we do not know it.
func licenceOf(text string) (name string, allowed bool) {
	for _, l := range licences {
		if l.words.MatchString(text) {
			return l.name, l.allowed
		}
	}
	return "", false
}

// TestLicencesAllowUs reads the licence of every module that is built into the
// program or its tests.
func TestLicencesAllowUs(t *testing.T) {
	t.Parallel()
	for name, dir := range linkedModules(t) {
		text, err := licenceText(dir)
		if err != nil {
			t.Errorf("module %s: %v", name, err)
			continue
		}
		if licence, allowed := licenceOf(text); !allowed {
			t.Errorf("module %s: licence %q: want one that lets us use it in Apache-2.0 software", name, licence)
		}
	}
}

// linkedModules are the modules of go list, by their folder in the cache.
func linkedModules(t *testing.T) map[string]string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-deps", "-test", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Dir}}{{end}}{{end}}", "./...")
	out, err := cmd.Output()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		t.Fatalf("go list: %v: %s", err, failed.Stderr)
	}
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for line := range strings.Lines(string(out)) {
		if name, dir, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
			found[name] = dir
		}
	}
	if len(found) < 20 {
		t.Fatalf("go list found %d modules, want all that go.mod asks for", len(found))
	}
	return found
}

var licenceName = regexp.MustCompile(`(?i)^(licen[sc]e|copying)(\.|$)`)

// licenceText is all licence files of a module, one after the other.
func licenceText(dir string) (string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	var all strings.Builder
	for _, entry := range entries {
		if entry.IsDir() || !licenceName.MatchString(entry.Name()) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			return "", err
		}
		all.Write(text)
	}
	if all.Len() == 0 {
		return "", errors.New("no licence file")
	}
	return all.String(), nil
}

// TestNoticeNamesWhatIsInside is about works that modules bring along under
// another licence than their own.
func TestNoticeNamesWhatIsInside(t *testing.T) {
	t.Parallel()
	notice, err := os.ReadFile("NOTICE")
	if err != nil {
		t.Fatal(err)
	}
	inside := map[string][]string{
		"github.com/gen2brain/heic":       {"libheif", "libde265", "LGPL"},
		"github.com/klippa-app/go-pdfium": {"PDFium"},
		"github.com/otiai10/gosseract/v2": {"Tesseract"},
	}
	modules := linkedModules(t)
	for name, works := range inside {
		if modules[name] == "" {
			t.Errorf("module %s is not linked any more: take it out of this test and of NOTICE", name)
		}
		for _, work := range works {
			if !strings.Contains(string(notice), work) {
				t.Errorf("NOTICE does not name %s, which %s brings along", work, name)
			}
		}
	}
}

func TestOwnLicence(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("LICENSE")
	if err != nil {
		t.Fatal(err)
	}
	if name, _ := licenceOf(string(text)); name != "Apache-2.0" || !strings.Contains(string(text), "END OF TERMS AND CONDITIONS") {
		t.Errorf("LICENSE: got %q, want the whole of Apache-2.0", name)
	}
}

func TestLicenceIsKnownByItsWords(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text    string
		name    string
		allowed bool
	}{
		"MIT":                      {"Permission is hereby granted, free of charge, to any person", "MIT", true},
		"AGPL that quotes the GPL": {"GNU AFFERO GENERAL PUBLIC LICENSE ... GNU General Public License", "AGPL", false},
		"LGPL":                     {"GNU LESSER GENERAL PUBLIC LICENSE Version 3", "GPL or LGPL", false},
		"Apache with a clause":     {"Apache License with Commons Clause", "Commons Clause", false},
		"unknown":                  {"Do what you like", "", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, allowed := licenceOf(tt.text); got != tt.name || allowed != tt.allowed {
				t.Errorf("licenceOf(%q): got %q, %t, want %q, %t", tt.text, got, allowed, tt.name, tt.allowed)
			}
		})
	}
}
