package mail

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/intake"
	"github.com/invoer/invoer/storage"
)

// look takes what lies in the mailbox.
func (v *visit) look(ctx context.Context) error {
	var validity uint32
	var uids []imap.UID
	err := v.ask("looking into "+v.folder(), func() error {
		box, err := v.client.Select(v.folder(), nil).Wait()
		if err != nil {
			return err
		}
		found, err := v.client.UIDSearch(&imap.SearchCriteria{NotFlag: []imap.Flag{imap.FlagDeleted}}, nil).Wait()
		if err != nil {
			return err
		}
		validity, uids = box.UIDValidity, found.AllUIDs()
		return nil
	})
	if err != nil {
		return err
	}
	v.round = storage.Round{Seen: len(uids), Fault: v.cannotMove()}
	for _, uid := range uids {
		if err := v.take(ctx, validity, uid); err != nil {
			return err
		}
	}
	if v.round.Seen > 0 {
		v.Door.Log.Info("mailbox", "office", v.owner.Office, "seen", v.round.Seen, "taken", v.round.Taken, "left", v.round.Left)
	}
	v.save(ctx, v.owner, v.round)
	return nil
}

// take brings one message in and then moves it away. Two fetchers on a mailbox
// bring the same message: its place is its key, and its bytes are known.
func (v *visit) take(ctx context.Context, validity uint32, uid imap.UID) error {
	if until, left := v.left[uid]; left && (until.IsZero() || v.Door.Now().Before(until)) {
		if !until.IsZero() {
			v.round.Fault = dayIsFull
		}
		v.round.Left++
		return nil
	}
	var letter *letter
	err := v.ask("fetching a message", func() (err error) {
		letter, err = v.fetch(uid)
		return err
	})
	if lasting(err) {
		return v.leave(uid, time.Time{})
	}
	if letter == nil || err != nil {
		return err
	}
	defer letter.close()
	key := fmt.Sprintf("%s;%d;%d", v.name(), validity, uid)
	boxes, err := v.boxes(ctx, letter)
	if err != nil {
		return err
	}
	for _, box := range boxes {
		_, err = v.Door.deliver(ctx, letter, box, key)
		var full *intake.DayFull
		if errors.As(err, &full) {
			v.round.Fault = dayIsFull
			return v.leave(uid, v.Door.Now().Add(full.After))
		}
		if lasting(err) {
			return v.leave(uid, time.Time{})
		}
		if err != nil {
			return err // the mailbox keeps it, and we come again
		}
	}
	v.round.Taken++
	return v.putAway(uid)
}

// dayIsFull is told of a mailbox in which messages of a client wait that brought
// too much already: those of others come in meanwhile.
const dayIsFull = "a client brought as much as it may within a day; what is for it waits in the mailbox"

// putAway moves a message that is safe. Where the server does not let us, it stays,
// which is told, and is passed over: others must not wait behind it.
func (v *visit) putAway(uid imap.UID) error {
	err := v.ask("moving a message to "+v.safe, func() error { return v.move(uid) })
	var no *imap.Error
	if !errors.As(err, &no) {
		return err
	}
	v.Door.Log.Warn("mailbox", "office", v.owner.Office, "err", err)
	v.left[uid], v.stuck = time.Time{}, true
	v.round.Fault = v.cannotMove()
	return nil
}

// cannotMove is what is told where messages that are safe stay; empty where none do.
func (v *visit) cannotMove() string {
	if !v.stuck {
		return ""
	}
	return "messages that are safe cannot be moved to the folder " + v.safe
}

// lasting tells whether a message can never be taken: it must not stand before
// those behind it.
func lasting(err error) bool {
	return errors.Is(err, invoer.ErrUnreadable) || errors.Is(err, invoer.ErrConflict) || errors.Is(err, invoer.ErrInvalid)
}

// leave passes a message over for a time, or with none until the next visit.
func (v *visit) leave(uid imap.UID, until time.Time) error {
	v.left[uid] = until
	v.round.Left++
	return nil
}

// fetch spools a message without marking it as read; nil when somebody else
// took it meanwhile. Of one that is larger than the door takes it asks for no
// more than shows that, and says so with an invoer.CodeTooLarge.
func (v *visit) fetch(uid imap.UID) (*letter, error) {
	most := v.Door.Limits.withDefaults().Bytes
	section := &imap.FetchItemBodySection{Peek: true, Partial: &imap.SectionPartial{Size: most + 1}}
	cmd := v.client.Fetch(imap.UIDSetNum(uid), &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{section}})
	var l *letter
	var err error
	for message := cmd.Next(); message != nil; message = cmd.Next() {
		for item := message.Next(); item != nil; item = message.Next() {
			body, ok := item.(imapclient.FetchItemDataBodySection)
			if ok && body.Literal != nil && l == nil && err == nil {
				l, err = spool(v.Door.Spool, answering{body.Literal, v})
			}
		}
	}
	if closed := cmd.Close(); err == nil && closed != nil {
		err = closed
	}
	if err == nil && l != nil && l.size > most {
		err = invoer.Unread(invoer.CodeTooLarge, fmt.Sprintf("a message of more than %d MiB; send it in several", most>>20))
	}
	if err != nil && l != nil {
		l.close()
	}
	if err == nil && l != nil {
		l.envelope = strings.Trim(l.head.first("return-path"), "<> ") // RFC 5321 §4.4: the last server wrote it
	}
	return l, err
}

// findSafe finds the folder for what is safe, or makes it. A server may keep all
// folders of a person below one, and takes others for somebody else's (RFC 2342).
// Where there is none and none can be made, moving says so.
func (v *visit) findSafe() error {
	v.safe = v.done()
	if there, err := v.client.List("", v.safe, nil).Collect(); err != nil || len(there) > 0 {
		return err
	}
	prefixes, err := v.prefixes()
	if err != nil {
		return err
	}
	for _, prefix := range prefixes {
		if name := prefix + v.done(); v.client.Create(name, nil).Wait() == nil || v.has(name) {
			v.safe = name
			return nil
		}
	}
	return nil
}

func (v *visit) has(folder string) bool {
	there, err := v.client.List("", folder, nil).Collect()
	return err == nil && len(there) > 0
}

// prefixes are what may have to stand before the name of a folder: what the server
// says of it, nothing, and what those want that cannot say it.
func (v *visit) prefixes() ([]string, error) {
	var all []string
	if v.client.Caps().Has(imap.CapNamespace) {
		spaces, err := v.client.Namespace().Wait()
		if err != nil {
			return nil, err
		}
		for _, space := range spaces.Personal {
			all = append(all, space.Prefix)
		}
	}
	inbox, err := v.client.List("", "INBOX", nil).Collect()
	if err != nil {
		return nil, err
	}
	all = append(all, "")
	for _, box := range inbox {
		if box.Delim != 0 {
			all = append(all, "INBOX"+string(box.Delim))
		}
	}
	return all, nil
}

// move puts a message into the folder for those that are safe. A server that
// cannot move is asked to copy first, and to delete only what was copied.
func (v *visit) move(uid imap.UID) error {
	set := imap.UIDSetNum(uid)
	if v.client.Caps().Has(imap.CapMove) {
		_, err := v.client.Move(set, v.safe).Wait()
		return err
	}
	if _, err := v.client.Copy(set, v.safe).Wait(); err != nil {
		return err
	}
	deleted := &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagDeleted}}
	if err := v.client.Store(set, deleted, nil).Close(); err != nil {
		return err
	}
	if !v.client.Caps().Has(imap.CapUIDPlus) {
		return nil // expunging would take what others have deleted
	}
	return v.client.UIDExpunge(set).Close()
}

// The fields in which an address of a client may stand: those that the last
// mail server writes, and those of the sender. The token is a secret, so that
// who knows it may say whose a message is.
var addressed = []string{"delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to", "cc"}

// mostAddresses is how many addresses of a message are looked up.
const mostAddresses = 50

// boxes are the clients whose addresses stand in a message, or the mailbox's
// owner.
func (v *visit) boxes(ctx context.Context, l *letter) ([]storage.Mailbox, error) {
	var boxes []storage.Mailbox
	seen := map[invoer.ClientID]bool{}
	for _, address := range l.head.addresses(addressed) {
		box, err := v.Door.find(ctx, address)
		if errors.Is(err, invoer.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if !seen[box.Client] {
			seen[box.Client] = true
			boxes = append(boxes, box)
		}
	}
	if len(boxes) == 0 {
		boxes = append(boxes, v.owner)
	}
	return boxes, nil
}

// addresses are those in the fields, without doubles.
func (h head) addresses(fields []string) []string {
	var all []string
	seen := map[string]bool{}
	for _, field := range fields {
		for _, text := range h[field] {
			for _, address := range addressesIn(text) {
				if !seen[address] && len(all) < mostAddresses {
					seen[address] = true
					all = append(all, address)
				}
			}
		}
	}
	return all
}

func addressesIn(text string) []string {
	list, err := mail.ParseAddressList(text)
	if err != nil {
		return somebody.FindAllString(text, mostAddresses)
	}
	var all []string
	for _, address := range list {
		all = append(all, strings.ToLower(address.Address))
	}
	return all
}
