package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/intake/scan"
	"github.com/invoer/invoer/storage"
)

// scanFlags say which folders are doors.
type scanFlags struct {
	ScanFolder []string `placeholder:"[OFFICE=]DIR" help:"Folder from which files are taken in; may be repeated. OFFICE is the name of the office, where there are several."`
	ScanAfter  string   `default:"done" enum:"done,delete" help:"What becomes of a file whose bytes are safe: done (it is moved to done/DATE) or delete."`
}

// A scanFolder is a folder and the office whose it is.
type scanFolder struct{ office, dir string }

// folders reads the flag. What stands before the first = is an office's name,
// unless the whole is a folder that exists.
func (f scanFlags) folders() []scanFolder {
	folders := make([]scanFolder, 0, len(f.ScanFolder))
	for _, text := range f.ScanFolder {
		office, dir, named := strings.Cut(text, "=")
		if _, err := os.Stat(text); err == nil || !named {
			office, dir = "", text
		}
		folders = append(folders, scanFolder{office: office, dir: dir})
	}
	return folders
}

// validate refuses folders without a path.
func (f scanFlags) validate() error {
	for i, folder := range f.folders() {
		if folder.dir == "" {
			return fmt.Errorf("%w: --scan-folder (INVOER_SCAN_FOLDER) has %q, want DIR or OFFICE=DIR", invoer.ErrInvalid, f.ScanFolder[i])
		}
	}
	return nil
}

// scans are the doors for folders.
func (h *house) scans(f scanFlags) []func(context.Context) error {
	var doors []func(context.Context) error
	for _, folder := range f.folders() {
		door := &scan.Door{
			Dir: folder.dir, Office: officeOf(h.store, folder.office), Store: h.store, Gate: h.gate, After: f.ScanAfter,
			Log: h.log, Now: time.Now,
		}
		doors = append(doors, door.Run)
	}
	return doors
}

// officeOf finds the office of a folder when it is asked for: on a first start
// it is made after the doors are open.
func officeOf(store *storage.Store, name string) func(context.Context) (storage.Office, error) {
	return func(ctx context.Context) (storage.Office, error) {
		offices, err := store.Offices(ctx)
		if err != nil {
			return storage.Office{}, err
		}
		return chosen(offices, name)
	}
}
