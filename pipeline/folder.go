package pipeline

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// A folder belongs to one process as long as that lives: it holds the lock of
// the file beside it. Processes on one data directory each have their own.
type folder struct {
	path string
	lock *os.File
}

// lockSuffix is behind the name of a folder in the name of its lock.
const lockSuffix = ".lock"

// ownFolder makes a folder in dir that is this process's own, and removes all
// that no process holds.
func ownFolder(dir string) (*folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	// One after the other: a folder is not swept before its maker has locked it.
	turn, err := locked(filepath.Join(dir, "turn"), 0)
	if err != nil {
		return nil, err
	}
	defer turn.Close()
	if err := removeLeft(dir); err != nil {
		return nil, err
	}
	path, err := os.MkdirTemp(dir, "process-")
	if err != nil {
		return nil, err
	}
	lock, err := locked(path+lockSuffix, syscall.LOCK_NB)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(path))
	}
	return &folder{path, lock}, nil
}

// locked opens a file and locks it until it is closed, or its process dies.
func locked(path string, how int) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|how); err != nil {
		return nil, errors.Join(&fs.PathError{Op: "flock", Path: path, Err: err}, file.Close())
	}
	return file, nil
}

// removeLeft removes what is in dir but the folders that living processes hold.
func removeLeft(dir string) error {
	found, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, entry := range found {
		name, isLock := strings.CutSuffix(entry.Name(), lockSuffix)
		if isLock || name == "turn" {
			continue // a lock goes with its folder
		}
		path := filepath.Join(dir, name)
		lock, err := locked(path+lockSuffix, syscall.LOCK_NB)
		if errors.Is(err, syscall.EWOULDBLOCK) {
			continue
		}
		if err != nil {
			return err
		}
		if err := errors.Join(os.RemoveAll(path), os.Remove(path+lockSuffix), lock.Close()); err != nil {
			return err
		}
	}
	return nil
}
