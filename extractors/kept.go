package extractors

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/images"
)

// grayPath is where the picture of a page is kept between Normalise and Read.
// It names the file by what it is now, so that another one under the same name
// is never taken for it.
func (w *worker) grayPath(args pageArgs) string {
	stat := w.files.stat
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d\x00%d", args.Source.Path, stat.Size(), stat.ModTime().UnixNano()))
	return filepath.Join(w.settings.WorkDir, grayPrefix+hex.EncodeToString(sum[:12])+"-"+strconv.Itoa(args.Page)+".pgm")
}

const grayPrefix = "page-"

// keep writes a picture for Read, unless so many wait already that it had
// better be made again.
func (w *worker) keep(args pageArgs, page images.Prepared) (string, error) {
	if crowded(w.settings.WorkDir) {
		return "", nil
	}
	// Another child may work on the same page: the name appears with the whole file.
	part, err := os.CreateTemp(w.settings.WorkDir, grayPrefix+"*.part")
	if err != nil {
		return "", fmt.Errorf("%w: keeping a picture: %w", invoer.ErrUnavailable, err)
	}
	path := w.grayPath(args)
	_, err = part.Write(images.PGM(page.Gray, page.DPI))
	err = errors.Join(err, part.Close())
	if err == nil {
		err = os.Rename(part.Name(), path)
	}
	if err != nil {
		return "", fmt.Errorf("%w: keeping a picture: %w", invoer.ErrUnavailable, errors.Join(err, os.Remove(part.Name())))
	}
	return path, nil
}

// mostKept is the number of pictures that may wait to be read, of 8 MB each.
const mostKept = 60

func crowded(dir string) bool {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return true
	}
	n := 0
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), grayPrefix) {
			n++
		}
	}
	return n >= mostKept
}
