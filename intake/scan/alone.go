package scan

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// alone tells whether nobody else writes the file. Linux knows on its own file
// systems: it gives a lease for reading only while nobody has the file open for
// writing. On others, and for files of other users where we may not ask, a lock
// of the writer is looked for; where there is none, standing still must do.
func alone(file *os.File) error {
	fd := file.Fd()
	_, err := unix.FcntlInt(fd, unix.F_SETLEASE, unix.F_RDLCK)
	if errors.Is(err, unix.EAGAIN) {
		return errBusy
	}
	if err == nil {
		// The answer was all that was wanted; it cannot be refused to give back.
		_, _ = unix.FcntlInt(fd, unix.F_SETLEASE, unix.F_UNLCK)
	}
	err = unix.Flock(int(fd), unix.LOCK_SH|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return errBusy
	}
	_ = unix.Flock(int(fd), unix.LOCK_UN) // what is not given back goes when the file is closed
	return nil
}
