package blobs

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"path/filepath"

	"github.com/invoer/invoer"
)

var errEnough = errors.New("the reader of the list has enough")

// List gives the blobs of an office, or of all when office is empty, in no
// certain order. An error ends the list.
func (d *Directory) List(ctx context.Context, office invoer.OfficeID) iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) {
		top := filepath.Join(d.root, string(office))
		err := filepath.WalkDir(top, func(path string, entry fs.DirEntry, err error) error {
			if err == nil {
				err = ctx.Err()
			}
			if err != nil || entry.IsDir() {
				return gone(err)
			}
			return d.yield(path, entry, yield)
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(Info{}, fmt.Errorf("listing blobs: %w", err))
		}
	}
}

// gone makes nothing of a file or folder that was removed meanwhile.
func gone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// yield gives one file of the walk, and nothing for what is not a blob.
func (d *Directory) yield(path string, entry fs.DirEntry, yield func(Info, error) bool) error {
	office := filepath.Base(filepath.Dir(filepath.Dir(path)))
	key := invoer.BlobKey(office + "/" + entry.Name())
	if checkKey(key) != nil || d.path(key) != path {
		return nil
	}
	info, err := entry.Info()
	if err != nil {
		return gone(err)
	}
	if !yield(Info{Key: key, Size: info.Size(), Modified: info.ModTime()}, nil) {
		return errEnough
	}
	return nil
}
