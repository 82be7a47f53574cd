package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"golang.org/x/sys/unix"

	"github.com/invoer/invoer/cmd/invoer/embedded"
	"github.com/invoer/invoer/extractors/ocr"
)

// A doctorCommand says what this machine lacks. It leaves nothing behind, and its
// exit status is 1 when something that the program needs is missing.
type doctorCommand struct {
	Data      string   `default:"./var" type:"path" help:"Directory for all that this machine keeps."`
	Languages []string `default:"nld,fra,deu,eng" help:"Languages of Tesseract."`
	Tessdata  string   `type:"path" help:"Directory of Tesseract's models, when it is not Debian's."`
}

// A diagnosis is what was found of one thing, and what to do about it.
type diagnosis struct {
	thing string
	found string // "missing", or a few words on what is there
	cure  string // empty when all is well
	light bool   // the program runs without it
}

// Help is shown by invoer doctor --help.
func (doctorCommand) Help() string {
	return "Looks for PostgreSQL, Redis, Tesseract's languages, room on the disk and a clock that is right, and says how to get what is missing."
}

// Run prints one line for each thing.
func (c doctorCommand) Run(streams *io3) error {
	found := c.diagnoses()
	table := tabwriter.NewWriter(streams.out, 0, 0, 2, ' ', 0)
	for _, d := range found {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", d.mark(), d.thing, d.found, d.cure)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if slices.ContainsFunc(found, diagnosis.ill) {
		return exit(1)
	}
	return nil
}

func (d diagnosis) ill() bool { return d.cure != "" && !d.light }

func (d diagnosis) mark() string {
	switch {
	case d.ill():
		return "no"
	case d.cure != "":
		return "hm"
	}
	return "ok"
}

func (c doctorCommand) diagnoses() []diagnosis {
	found := []diagnosis{c.postgres(), trigramsDiagnosis(embedded.PostgresVersions()), redisDiagnosis()}
	for _, language := range c.Languages {
		found = append(found, c.language(language))
	}
	return append(found, browserDiagnosis(), fontsDiagnosis(), c.directory(), c.room(), clockDiagnosis())
}

func (c doctorCommand) postgres() diagnosis {
	d := diagnosis{thing: "PostgreSQL", found: "missing"}
	versions := embedded.PostgresVersions()
	if len(versions) == 0 {
		d.cure = fmt.Sprintf("version %d or newer: sudo apt-get install postgresql", embedded.OldestPostgres)
		return d
	}
	d.found = fmt.Sprint(slices.Max(versions))
	made, err := embedded.DataVersion(c.Data)
	if errors.Is(err, fs.ErrPermission) {
		return d // the servers' user can read it
	}
	if err != nil {
		d.cure = err.Error()
		return d
	}
	if made != 0 && !slices.Contains(versions, made) {
		d.cure = fmt.Sprintf("the data was made by version %d: sudo apt-get install postgresql-%d, or dump and restore (docs/operations.md)", made, made)
	}
	return d
}

// trigramsDiagnosis is about the extension by which names with a misread letter
// are found. On a server elsewhere only its own administrator can see to it.
func trigramsDiagnosis(versions []int) diagnosis {
	d := diagnosis{thing: "pg_trgm", found: "there"}
	for _, version := range versions {
		_, err := os.Stat(fmt.Sprintf("/usr/share/postgresql/%d/extension/pg_trgm.control", version))
		if err == nil {
			return d
		}
	}
	d.found, d.light = "missing", true
	d.cure = "suppliers are found by names without a misread letter only: sudo apt-get install postgresql-contrib; on a server elsewhere a superuser runs CREATE EXTENSION pg_trgm, and then invoer register load again"
	return d
}

func redisDiagnosis() diagnosis {
	path, err := embedded.RedisProgram()
	if err != nil {
		return diagnosis{thing: "Redis or Valkey", found: "missing", cure: "sudo apt-get install redis-server"}
	}
	return diagnosis{thing: "Redis or Valkey", found: path}
}

func (c doctorCommand) language(language string) diagnosis {
	d := diagnosis{thing: "Tesseract, " + language, found: "there"}
	if len(ocr.Missing([]string{language}, c.Tessdata)) > 0 {
		d.found = "missing"
		d.cure = "sudo apt-get install tesseract-ocr-" + strings.ReplaceAll(language, "_", "-")
	}
	return d
}

// browserDiagnosis is about the tests only.
func browserDiagnosis() diagnosis {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return diagnosis{thing: "Chromium (for tests)", found: path}
		}
	}
	return diagnosis{thing: "Chromium (for tests)", found: "missing", cure: "make test installs it", light: true}
}

// fontsDiagnosis is about PDFs that name a font and do not bring it along.
func fontsDiagnosis() diagnosis {
	for _, pattern := range []string{"*/*.ttf", "*/*/*.ttf", "*/*/*.otf"} {
		// The patterns are well formed.
		if files, _ := filepath.Glob(filepath.Join("/usr/share/fonts", pattern)); len(files) > 0 {
			return diagnosis{thing: "Fonts", found: "there"}
		}
	}
	return diagnosis{thing: "Fonts", found: "missing", cure: "pages of PDFs without fonts look plainer: sudo apt-get install fonts-dejavu-core", light: true}
}

// directory looks whether the data can be written, without leaving anything.
func (c doctorCommand) directory() diagnosis {
	d := diagnosis{thing: "Data directory", found: c.Data}
	dir := existing(c.Data)
	probe, err := os.CreateTemp(dir, ".doctor-")
	if err != nil {
		d.cure = fmt.Sprintf("%s cannot be written by this user: name another with --data, or change its owner", dir)
		return d
	}
	probe.Close()
	if err := os.Remove(probe.Name()); err != nil {
		d.cure = err.Error()
	}
	return d
}

// existing is path, or the nearest directory above it that is there.
func existing(path string) string {
	for {
		if _, err := os.Stat(path); err == nil || path == filepath.Dir(path) {
			return path
		}
		path = filepath.Dir(path)
	}
}

// Room on the disk in bytes: an office of some size brings in 5 GB a year.
const (
	roomNeeded = 1 << 30
	roomWanted = 10 << 30
)

func (c doctorCommand) room() diagnosis {
	d := diagnosis{thing: "Room on the disk"}
	var stat unix.Statfs_t
	if err := unix.Statfs(existing(c.Data), &stat); err != nil {
		d.found, d.cure = "unknown", err.Error()
		return d
	}
	free := stat.Bavail * uint64(stat.Bsize)
	d.found = fmt.Sprintf("%.1f GB free", float64(free)/1e9)
	if free < roomWanted {
		d.cure, d.light = "less than 10 GB: free some, or move the data to a larger disk", free >= roomNeeded
	}
	return d
}

// builtAfter is a day that is over: a clock that says less was never set.
var builtAfter = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)

// clockDiagnosis asks the kernel whether something keeps its clock right:
// adjtimex(2). Dates of delivery stand in an archive for ten years.
func clockDiagnosis() diagnosis {
	now := time.Now()
	d := diagnosis{thing: "Clock", found: now.Format(time.RFC3339)}
	if now.Before(builtAfter) {
		d.cure = "set it: sudo timedatectl set-ntp true"
		return d
	}
	var timex unix.Timex
	state, err := unix.Adjtimex(&timex)
	if err == nil && state == unix.TIME_ERROR {
		d.cure, d.light = "nothing keeps it right: sudo timedatectl set-ntp true", true
	}
	return d
}
