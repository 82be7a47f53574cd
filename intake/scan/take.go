package scan

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"sync"
	"syscall"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/intake"
)

// A hand takes files out of one folder for one office, as both stand now.
type hand struct {
	*Door
	root     *os.Root
	who      invoer.Scope
	language string
	clients  clients
	moving   *sync.Mutex // so that no two files get one name
}

func (l *looker) hand(ctx context.Context, root *os.Root) (hand, error) {
	office, err := l.Office(ctx)
	if err != nil {
		return hand{}, err
	}
	h := hand{Door: l.Door, root: root, who: invoer.Machine(office.ID), language: office.Language, moving: &sync.Mutex{}}
	list, err := l.Store.Clients(ctx, h.who)
	h.clients = list
	return h, err
}

// take brings a file into the house and puts it away. A nil error says that
// nothing of it is left to do here: it may also be that somebody took it back.
func (h hand) take(ctx context.Context, b bundle) error {
	err := h.bring(ctx, b)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func (h hand) bring(ctx context.Context, b bundle) error {
	b, err := h.told(b)
	if err != nil {
		return err
	}
	receipt, err := h.accept(ctx, b)
	switch {
	case errors.Is(err, invoer.ErrUnreadable):
		return h.refuse(b, h.said(err))
	case err != nil:
		return err
	}
	if why := h.harm(receipt.Delivery); why != "" {
		return h.destroy(b, why)
	}
	if why := h.refusals(receipt.Delivery); why != "" {
		return h.refuse(b, why)
	}
	return h.putAway(b)
}

// told is a bundle whose XML is an e-invoice, or else a sidecar like others: many
// scanners write what they know of a scan into one.
func (h hand) told(b bundle) (bundle, error) {
	if b.xml == "" {
		return b, nil
	}
	xml, err := h.openAny(b.xml)
	if err != nil {
		return b, err
	}
	defer xml.Close()
	invoice, err := intake.EInvoice(xml.File)
	if err == nil && !invoice {
		b.with, b.xml = append(b.with, b.xml), ""
	}
	return b, err
}

// accept hands the file over at the gate.
func (h hand) accept(ctx context.Context, b bundle) (intake.Receipt, error) {
	main, err := h.open(b.path, b.mark, b.overdue)
	if err != nil {
		return intake.Receipt{}, err
	}
	defer main.Close()
	sheaf := []*still{main}
	if b.xml != "" {
		xml, err := h.openAny(b.xml)
		if err != nil {
			return intake.Receipt{}, err
		}
		defer xml.Close()
		sheaf = append(sheaf, xml)
	}
	return h.Gate.Accept(ctx, h.who, intake.Arrival{
		Client: h.clients.of(b.path), Via: invoer.DoorFolder, From: strings.ToValidUTF8(folderOf(b.path), "_"),
		Parts: func(yield func(intake.Item, error) bool) {
			for _, s := range sheaf {
				if !yield(intake.Item{Name: path.Base(s.path), Body: s}, nil) {
					return
				}
			}
		},
	})
}

// folderOf is the folder in which a file lies, empty for the one that is
// watched.
func folderOf(at string) string {
	if dir := path.Dir(at); dir != "." {
		return dir
	}
	return ""
}

// A still file is read as it was when it was looked at: where it turns out to
// be another in the end, its reader fails.
type still struct {
	*os.File
	root *os.Root
	path string
	mark mark
}

// open opens a file for reading that is as it was seen, that nobody writes, and
// that is whole, or had time enough.
func (h hand) open(at string, want mark, overdue bool) (*still, error) {
	file, err := h.root.OpenFile(at, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	s := &still{File: file, root: h.root, path: at, mark: want}
	if err := s.ready(overdue); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return s, nil
}

func (h hand) openAny(at string) (*still, error) {
	info, err := h.root.Lstat(at)
	if err != nil {
		return nil, err
	}
	return h.open(at, markOf(info), true)
}

func (s *still) ready(overdue bool) error {
	if err := s.same(); err != nil {
		return err
	}
	if err := alone(s.File); err != nil {
		return err
	}
	if overdue {
		return nil
	}
	return whole(s.File, s.mark.size)
}

// same looks at the open file and at what has its name now.
func (s *still) same() error {
	info, err := s.Stat()
	if err != nil {
		return err
	}
	named, err := s.root.Lstat(s.path)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() || markOf(info) != s.mark || markOf(named) != s.mark {
		return errChanged
	}
	return nil
}

// Read reads, and fails at the end of a file that changed meanwhile.
func (s *still) Read(p []byte) (int, error) {
	n, err := s.File.Read(p)
	if err != io.EOF {
		return n, err
	}
	if changed := s.same(); changed != nil {
		return n, fmt.Errorf("read to its end: %w", changed)
	}
	return n, io.EOF
}
