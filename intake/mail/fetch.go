package mail

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"strings"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// look takes what lies in the mailbox.
func (v *visit) look(ctx context.Context) error {
	box, err := v.client.Select(v.folder(), nil).Wait()
	if err != nil {
		return fmt.Errorf("opening %s: %w", v.folder(), err)
	}
	found, err := v.client.UIDSearch(&imap.SearchCriteria{NotFlag: []imap.Flag{imap.FlagDeleted}}, nil).Wait()
	if err != nil {
		return fmt.Errorf("looking into %s: %w", v.folder(), err)
	}
	uids := found.AllUIDs()
	v.round = storage.Round{Seen: len(uids)}
	for _, uid := range uids {
		if err := v.take(ctx, box.UIDValidity, uid); err != nil {
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
	if v.refused[uid] {
		v.round.Left++
		return nil
	}
	letter, err := v.fetch(uid)
	if lasting(err) {
		return v.leave(uid)
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
		if lasting(err) {
			return v.leave(uid)
		}
		if err != nil {
			return err // the mailbox keeps it, and we come again
		}
	}
	v.round.Taken++
	return v.move(uid)
}

// lasting tells whether a message can never be taken: it must not stand before
// those behind it.
func lasting(err error) bool {
	return errors.Is(err, invoer.ErrUnreadable) || errors.Is(err, invoer.ErrConflict) || errors.Is(err, invoer.ErrInvalid)
}

// leave passes a message over until the next visit.
func (v *visit) leave(uid imap.UID) error {
	v.refused[uid] = true
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
				l, err = spool(v.Door.Spool, body.Literal)
			}
		}
	}
	if closed := cmd.Close(); err == nil && closed != nil {
		err = fmt.Errorf("fetching a message: %w", closed)
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

// move puts a message that is safe into the folder for those. A server that
// cannot move is asked to copy first, and to delete only what was copied.
func (v *visit) move(uid imap.UID) error {
	set := imap.UIDSetNum(uid)
	if v.client.Caps().Has(imap.CapMove) {
		if _, err := v.client.Move(set, v.done()).Wait(); err != nil {
			return fmt.Errorf("moving a message to %s: %w", v.done(), err)
		}
		return nil
	}
	if _, err := v.client.Copy(set, v.done()).Wait(); err != nil {
		return fmt.Errorf("copying a message to %s: %w", v.done(), err)
	}
	deleted := &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagDeleted}}
	if err := v.client.Store(set, deleted, nil).Close(); err != nil {
		return fmt.Errorf("deleting a copied message: %w", err)
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
