// Package upload keeps uploads that come in pieces, until all of their bytes
// are there and the gate takes them as a delivery. A line that breaks costs the
// piece that was on its way at most: what came of it is kept, too.
//
// An upload is two files in a folder: what is known of it, and its bytes. It is
// no row of the database, as nothing of it was promised to anybody yet: the
// promise is the gate's yes. It is seen by the one who began it and by nobody
// else. Nobody waits for a connection that is dead without knowing it: whoever
// comes for an upload takes it over. Uploads that nobody went on with for two
// days are thrown away; one whose bytes are all there never is before it became a
// delivery, whether or not its sender comes again.
package upload

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/invoer/invoer"
)

// An Upload is bytes of which some may have come.
type Upload struct {
	ID       string            `json:"id"`
	Office   invoer.OfficeID   `json:"office"`
	User     invoer.UserID     `json:"user"`
	Client   invoer.ClientID   `json:"client"` // whose it will be; may be empty
	From     string            `json:"from"`   // who sends, in words
	Name     string            `json:"name"`   // as the sender wrote it
	Mark     string            `json:"mark"`   // by which the sender knows the file again; may be empty
	Size     int64             `json:"size"`   // bytes that it will have
	Offset   int64             `json:"-"`      // bytes that came
	Began    time.Time         `json:"began"`
	Delivery invoer.DeliveryID `json:"delivery"` // that it became; empty: not yet
}

// Key makes the delivery of an upload the same one when it is tried again.
func (u Upload) Key() string { return "upload " + u.ID }

// Whole tells whether all bytes are there.
func (u Upload) Whole() bool { return u.Offset == u.Size }

// Waits tells whether all bytes are there and it is no delivery yet.
func (u Upload) Waits() bool { return u.Whole() && u.Delivery == "" }

const (
	mostOpen = 200            // uploads of one person that are not finished
	oldAge   = 48 * time.Hour // without a byte
	idLength = 26             // of rand.Text
	freshly  = ".new"         // behind the name of a note that is being written
)

// A Spool is the folder in which uploads lie. It is safe for concurrent use, also
// by several processes: each upload is in the hands of one of them.
type Spool struct {
	dir  string
	most int64
	now  func() time.Time

	mu    sync.Mutex
	taken map[string]*Hold
}

// Open makes the folder and throws away what is too old in it. An upload may
// have most bytes.
func Open(dir string, most int64, now func() time.Time) (*Spool, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("%w: folder for uploads: %w", invoer.ErrUnavailable, err)
	}
	s := &Spool{dir: dir, most: most, now: now, taken: map[string]*Hold{}}
	return s, s.tidy()
}

// Most is how many bytes an upload may have.
func (s *Spool) Most() int64 { return s.most }

// Begin makes an upload of who without bytes. More than the spool takes, of one
// or in all, is an invoer.CodeTooLarge.
func (s *Spool) Begin(who invoer.Scope, u Upload) (Upload, error) {
	if u.Size < 0 {
		return Upload{}, fmt.Errorf("%w: upload of %d bytes", invoer.ErrInvalid, u.Size)
	}
	if u.Size > s.most {
		return Upload{}, invoer.Unread(invoer.CodeTooLarge, fmt.Sprintf("more than %d MiB in one file; split it", s.most>>20))
	}
	if err := s.tidy(); err != nil {
		return Upload{}, err
	}
	mine, err := s.List(who)
	if err != nil {
		return Upload{}, err
	}
	open := slices.DeleteFunc(mine, func(u Upload) bool { return u.Delivery != "" })
	if len(open) >= mostOpen {
		return Upload{}, fmt.Errorf("%w: %d uploads are not finished; finish or end some first", invoer.ErrConflict, len(open))
	}
	u.ID, u.Office, u.User, u.Began, u.Offset = strings.ToLower(rand.Text()), who.Office, who.User, s.now().UTC(), 0
	if err := s.create(u); err != nil {
		return Upload{}, fmt.Errorf("beginning an upload: %w", err)
	}
	return u, nil
}

func (s *Spool) create(u Upload) error {
	bytes, err := os.OpenFile(s.bytesOf(u.ID), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(bytes.Close(), s.write(u))
}

// write puts down what is known of an upload, whole or not at all.
func (s *Spool) write(u Upload) error {
	text, err := json.Marshal(u)
	if err != nil {
		return err
	}
	fresh := s.noteOf(u.ID) + freshly
	if err := os.WriteFile(fresh, text, 0o600); err != nil {
		return err
	}
	return os.Rename(fresh, s.noteOf(u.ID))
}

// Get gives an upload of who. One that is not there, or somebody else's, is an
// invoer.ErrNotFound.
func (s *Spool) Get(who invoer.Scope, id string) (Upload, error) {
	u, err := s.read(who, id)
	if err != nil {
		return Upload{}, fmt.Errorf("upload %q: %w", id, err)
	}
	return u, nil
}

func (s *Spool) read(who invoer.Scope, id string) (Upload, error) {
	u, err := s.note(who, id)
	if err != nil {
		return Upload{}, err
	}
	info, err := os.Stat(s.bytesOf(id))
	if u.Delivery == "" && errors.Is(err, fs.ErrNotExist) {
		u, err = s.note(who, id) // it was ended, or became a delivery, meanwhile
	}
	if u.Delivery != "" {
		u.Offset = u.Size // its bytes are in the blob store, and no longer here
		return u, nil
	}
	if err != nil {
		return Upload{}, err
	}
	if info == nil {
		return Upload{}, invoer.ErrNotFound // a crash took its bytes away and nothing else
	}
	u.Offset = info.Size()
	return u, nil
}

// Expires is when an upload is thrown away if nobody goes on with it; zero for one
// that is not.
func (s *Spool) Expires(u Upload) time.Time {
	if u.Waits() {
		return time.Time{}
	}
	newest := u.Began
	for _, path := range []string{s.bytesOf(u.ID), s.noteOf(u.ID)} {
		if info, err := os.Stat(path); err == nil && info.ModTime().After(newest) {
			newest = info.ModTime()
		}
	}
	return newest.Add(oldAge)
}

// Waiting gives all uploads, whoever began them, whose bytes are all there and that
// are no delivery yet.
func (s *Spool) Waiting() ([]Upload, error) {
	notes, err := filepath.Glob(filepath.Join(s.dir, "*.json"))
	if err != nil {
		return nil, err
	}
	var all []Upload
	for _, note := range notes {
		if u, known := s.known(strings.TrimSuffix(filepath.Base(note), ".json")); known && u.Waits() {
			all = append(all, u)
		}
	}
	return all, nil
}

// known reads an upload, whoever began it. It is not known where a crash left it
// unreadable, or it ended meanwhile.
func (s *Spool) known(id string) (Upload, bool) {
	text, err := os.ReadFile(s.noteOf(id))
	if err != nil {
		return Upload{}, false
	}
	var u Upload
	if err := json.Unmarshal(text, &u); err != nil || u.ID != id {
		return Upload{}, false
	}
	u, err = s.read(u.Owner(), id)
	return u, err == nil
}

// Owner is who began an upload, as far as the spool is concerned.
func (u Upload) Owner() invoer.Scope { return invoer.Scope{Office: u.Office, User: u.User} }

// note reads what is known of an upload of who.
func (s *Spool) note(who invoer.Scope, id string) (Upload, error) {
	if len(id) != idLength || strings.Trim(id, "abcdefghijklmnopqrstuvwxyz234567") != "" {
		return Upload{}, invoer.ErrNotFound
	}
	text, err := os.ReadFile(s.noteOf(id))
	if errors.Is(err, fs.ErrNotExist) {
		return Upload{}, invoer.ErrNotFound
	}
	if err != nil {
		return Upload{}, err
	}
	var u Upload
	if err := json.Unmarshal(text, &u); err != nil || u.Office != who.Office || u.User != who.User {
		return Upload{}, invoer.ErrNotFound // one that a crash left unreadable is nobody's
	}
	return u, nil
}

// List gives the uploads of who, those that began last first.
func (s *Spool) List(who invoer.Scope) ([]Upload, error) {
	notes, err := filepath.Glob(filepath.Join(s.dir, "*.json"))
	if err != nil {
		return nil, err
	}
	mine := []Upload{}
	for _, note := range notes {
		u, err := s.Get(who, strings.TrimSuffix(filepath.Base(note), ".json"))
		if errors.Is(err, invoer.ErrNotFound) {
			continue // somebody else's, or ended meanwhile
		}
		if err != nil {
			return nil, err
		}
		mine = append(mine, u)
	}
	slices.SortFunc(mine, func(a, b Upload) int { return b.Began.Compare(a.Began) })
	return mine, nil
}

func (s *Spool) noteOf(id string) string  { return filepath.Join(s.dir, id+".json") }
func (s *Spool) bytesOf(id string) string { return filepath.Join(s.dir, id+".bytes") }

// remove takes an upload away; one that is gone already is no error.
func (s *Spool) remove(id string) error {
	for _, path := range []string{s.noteOf(id), s.noteOf(id) + freshly, s.bytesOf(id)} {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// tidy throws away uploads that nobody went on with.
func (s *Spool) tidy() error {
	files, err := os.ReadDir(s.dir)
	if err != nil {
		return fmt.Errorf("%w: folder for uploads: %w", invoer.ErrUnavailable, err)
	}
	newest := map[string]time.Time{}
	for _, file := range files {
		info, err := file.Info()
		if err != nil {
			continue // ended meanwhile
		}
		id, _, _ := strings.Cut(file.Name(), ".")
		if info.ModTime().After(newest[id]) {
			newest[id] = info.ModTime()
		}
	}
	for id, at := range newest {
		if s.now().Sub(at) < oldAge {
			continue
		}
		if u, known := s.known(id); known && u.Waits() {
			continue // all of it came: somebody takes it for handed in
		}
		if err := s.remove(id); err != nil {
			return fmt.Errorf("old upload: %w", err)
		}
	}
	return nil
}
