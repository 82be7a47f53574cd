package scan

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
	"syscall"
)

// deepest is how many folders below each other are walked.
const deepest = 16

// The folders that the door itself fills.
const (
	doneFolder    = "done"
	refusedFolder = "refused"
)

// A mark tells whether a file is the same that it was.
type mark struct {
	size    int64
	changed int64 // its own time in nanoseconds: compared with itself only
	inode   uint64
}

func markOf(info fs.FileInfo) mark {
	m := mark{size: info.Size(), changed: info.ModTime().UnixNano()}
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		m.inode = stat.Ino
	}
	return m
}

// A tree is what lies in a folder at one moment. Paths are relative, with a
// slash between names, which are bytes in whatever encoding they were made.
type tree struct {
	root    *os.Root
	folders []string
	files   map[string]mark
	odd     map[string]error // links, pipes, and folders that cannot be read
}

func (t *tree) close() { _ = t.root.Close() } // it was only read from

// walk looks at a folder and all below it. The root is opened anew each time,
// so that a share that was away and is mounted again is seen.
func walk(dir string) (*tree, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	t := &tree{root: root, files: map[string]mark{}, odd: map[string]error{}}
	if err := t.folder("."); err != nil {
		t.close()
		return nil, err
	}
	return t, nil
}

func (t *tree) folder(at string) error {
	opened, err := t.root.Open(at)
	if err != nil {
		return err
	}
	entries, err := opened.ReadDir(-1)
	if err := errors.Join(err, opened.Close()); err != nil {
		return err
	}
	t.folders = append(t.folders, at)
	for _, entry := range entries {
		t.entry(path.Join(at, entry.Name()), entry)
	}
	return nil
}

func (t *tree) entry(at string, entry fs.DirEntry) {
	switch mode := entry.Type(); {
	case at == doneFolder, at == refusedFolder, passing(entry.Name()):
	case mode.IsDir() && strings.Count(at, "/") >= deepest:
		t.odd[at] = fmt.Errorf("more than %d folders below each other", deepest)
	case mode.IsDir():
		if err := t.folder(at); err != nil {
			t.odd[at] = err
		}
	case mode.IsRegular():
		if info, err := entry.Info(); err == nil { // else it is gone since
			t.files[at] = markOf(info)
		}
	default:
		t.odd[at] = errors.New("a link or device is not followed")
	}
}

// bare is an error without the name of a file, which may be a person's.
func bare(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return fmt.Errorf("%s: %w", at.Op, at.Err)
	}
	var link *os.LinkError
	if errors.As(err, &link) {
		return fmt.Errorf("%s: %w", link.Op, link.Err)
	}
	return err
}
