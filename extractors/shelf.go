package extractors

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/cut"
)

// A shelf keeps the pages of files that were read, by the bytes of the file,
// so that learning and measuring read each picture once. It does not know when
// a reader has become better: who changes one begins with an empty folder.
// The zero shelf keeps nothing.
type shelf struct{ dir string }

// A volume is what the shelf keeps of one file.
type volume struct {
	XML   []byte // that lies in the file and cannot be read
	Pages []shelved
}

// A shelved is a page, or the code and detail of why it could not be read.
type shelved struct {
	cut.Page
	Code   invoer.Code `json:",omitempty"`
	Detail string      `json:",omitempty"`
}

func (v volume) leaves() []leaf {
	leaves := make([]leaf, len(v.Pages))
	for i, p := range v.Pages {
		leaves[i].page = p.Page
		if p.Code != "" {
			leaves[i].err = invoer.Unread(p.Code, p.Detail)
		}
	}
	return leaves
}

func volumeOf(leaves []leaf, xml []byte) volume {
	v := volume{XML: xml, Pages: make([]shelved, len(leaves))}
	for i, l := range leaves {
		v.Pages[i].Page = l.page
		if l.err != nil {
			v.Pages[i].Code, v.Pages[i].Detail = invoer.CodeOf(l.err)
		}
	}
	return v
}

// place is where a file's pages are kept.
func (s shelf) place(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", err
	}
	return filepath.Join(s.dir, hex.EncodeToString(sum.Sum(nil))+".json"), nil
}

// take gives what is kept of a file; ok is false where nothing is.
func (s shelf) take(path string) (v volume, ok bool, err error) {
	if s.dir == "" {
		return volume{}, false, nil
	}
	place, err := s.place(path)
	if err != nil {
		return volume{}, false, fmt.Errorf("kept pages: %w", err)
	}
	content, err := os.ReadFile(place)
	if errors.Is(err, fs.ErrNotExist) {
		return volume{}, false, nil
	}
	if err == nil {
		err = json.Unmarshal(content, &v)
	}
	if err != nil {
		return volume{}, false, fmt.Errorf("kept pages: %w", err)
	}
	return v, true, nil
}

// late tells whether some page took too long: on another day it may not.
func (v volume) late() bool {
	return slices.ContainsFunc(v.Pages, func(p shelved) bool { return p.Code == invoer.CodeTimeout })
}

// put keeps the pages of a file, unless one took too long. The name appears with the whole content, as
// others may look for it at the same time.
func (s shelf) put(path string, v volume) error {
	if s.dir == "" || v.late() {
		return nil
	}
	place, err := s.place(path)
	if err != nil {
		return fmt.Errorf("keeping pages: %w", err)
	}
	content, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("keeping pages: %w", err)
	}
	part, err := os.CreateTemp(s.dir, "*.part")
	if err != nil {
		return fmt.Errorf("keeping pages: %w", err)
	}
	defer os.Remove(part.Name()) // no longer there when all went well
	if _, err = part.Write(content); err == nil {
		err = part.Close()
	}
	if err == nil {
		err = os.Rename(part.Name(), place)
	}
	if err != nil {
		return fmt.Errorf("keeping pages: %w", err)
	}
	return nil
}
