package extractors

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

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
	// Another child may work on the same page: the name appears with the whole file.
	part, err := os.CreateTemp(w.settings.WorkDir, grayPrefix+"*.part")
	if err != nil {
		return "", fmt.Errorf("%w: keeping a picture: %w", invoer.ErrUnavailable, err)
	}
	defer os.Remove(part.Name()) // no longer there when all went well
	defer part.Close()
	stat, err := part.Stat()
	if err != nil {
		return "", fmt.Errorf("%w: keeping a picture: %w", invoer.ErrUnavailable, err)
	}
	if waiting(w.settings.WorkDir, stat.ModTime()) > mostKept {
		return "", nil
	}
	path := w.grayPath(args)
	if _, err = part.Write(images.PGM(page.Gray, page.DPI)); err == nil {
		err = os.Rename(part.Name(), path)
	}
	if err != nil {
		return "", fmt.Errorf("%w: keeping a picture: %w", invoer.ErrUnavailable, err)
	}
	return path, nil
}

// How many pictures may wait to be read, of 8 MB each, and how long one waits
// until it is thought forgotten.
const (
	mostKept = 60
	forgot   = 30 * time.Minute
)

// waiting counts the pictures that wait to be read, and removes forgotten ones.
func waiting(dir string, now time.Time) int {
	found, _ := filepath.Glob(filepath.Join(dir, grayPrefix+"*")) // the pattern is sound
	n := 0
	for _, path := range found {
		stat, err := os.Stat(path)
		if err != nil {
			continue // another child has just read it
		}
		if now.Sub(stat.ModTime()) > forgot {
			_ = os.Remove(path) // another child may have been quicker
			continue
		}
		n++
	}
	return n
}
