package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/invoer/invoer"
)

// An access file lets the commands of this machine speak to the server: the
// sign-in that was made for this data directory. Only its owner may read it.
type access struct {
	URL      string `json:"url"`
	Token    string `json:"token"`
	User     string `json:"user"`
	Password string `json:"password"`
}

// readAccess gives an invoer.ErrNotFound where there is none.
func readAccess(path string) (access, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return access{}, fmt.Errorf("%w: %s; start the server first (make run), or give --server and --token", invoer.ErrNotFound, path)
	}
	if err != nil {
		return access{}, fmt.Errorf("reading access: %w", err)
	}
	var a access
	if err := json.Unmarshal(text, &a); err != nil {
		return access{}, fmt.Errorf("%s: %w", path, err)
	}
	return a, nil
}

// write replaces the file whole.
func (a access) write(path string) error {
	text, err := json.MarshalIndent(a, "", " ")
	if err != nil {
		return fmt.Errorf("writing access: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".access-*") // made with mode 0600
	if err != nil {
		return fmt.Errorf("writing access: %w", err)
	}
	_, err = f.Write(append(text, '\n'))
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("writing access: %w", err), os.Remove(f.Name()))
	}
	return nil
}
