package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/invoer/invoer"
)

// The codes of files that a command could not come to read. Those of the
// reading contract (invoer.Code) are of bytes that were seen.
const (
	codeNotFound   invoer.Code = "not_found"   // there is no such file
	codeUnopenable invoer.Code = "cannot_open" // it is there and cannot be opened or read: rights, a bad disk
	codeFault      invoer.Code = "fault"       // this program fails on it
)

// A fault is a panic while one file was worked on, and where it came from.
type fault struct{ place string }

func (f *fault) Error() string { return "a fault of this program at " + f.place }

// survived runs fn for one file. A panic in it is a *fault: it costs this file,
// not those beside it.
func survived[T any](fn func() (T, error)) (v T, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &fault{panicPlace()}
		}
	}()
	return fn()
}

// panicPlace is where the code stood whose panic is being recovered from.
func panicPlace() string {
	callers := make([]uintptr, 64)
	frames := runtime.CallersFrames(callers[:runtime.Callers(0, callers)])
	for panicked := false; ; {
		frame, more := frames.Next()
		if panicked && !strings.HasPrefix(frame.Function, "runtime.") {
			return fmt.Sprintf("%s:%d", filepath.Base(frame.File), frame.Line)
		}
		panicked = panicked || frame.Function == "runtime.gopanic"
		if !more {
			return "an unknown place"
		}
	}
}

// errNotOrdinary is of what has no end or waits for somebody who writes.
var errNotOrdinary = errors.New("it is a pipe, a socket or a device, want an ordinary file")

// ordinary refuses what a command would wait for without end. Of what is not
// there it says nothing: whoever opens it does.
func ordinary(path string) error {
	const endless = fs.ModeNamedPipe | fs.ModeSocket | fs.ModeDevice
	if info, err := os.Stat(path); err == nil && info.Mode()&endless != 0 {
		return &fs.PathError{Op: "open", Path: path, Err: errNotOrdinary}
	}
	return nil
}

// openOrdinary opens a file to be sent.
func openOrdinary(path string) (io.ReadCloser, error) {
	if err := ordinary(path); err != nil {
		return nil, err
	}
	return os.Open(path)
}

// ofFile turns an error that concerns one file into what its line says; ok is
// false for an error that every other file would meet as well.
func ofFile(path string, err error) (unread error, ok bool) {
	var stumbled *fault
	if errors.As(err, &stumbled) {
		return invoer.Unread(codeFault, stumbled.Error()+"; please report it together with the file"), true
	}
	var at *fs.PathError
	if !errors.As(err, &at) || at.Path != path {
		return nil, false
	}
	if errors.Is(err, fs.ErrNotExist) {
		return invoer.Unread(codeNotFound, "there is no file "+path), true
	}
	return invoer.Unread(codeUnopenable, fmt.Sprintf("%s cannot be read: %v", path, at.Err)), true
}
