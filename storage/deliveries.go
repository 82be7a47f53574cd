package storage

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// Deliver writes the rows of a delivery whose kept bytes are in the blob store
// already: the delivery, its ledger, and a file at its first stage for each
// part that is taken or held. ID and Received are set here. A part whose bytes
// came in before for this client, by whatever door, becomes a skipped one that
// names the file there is. When the delivery as a whole came in before by the
// same door, with the same key or the same bytes, that first one is given with
// again set, and all that is written is that it came again (Repeats). A key that
// stands for other bytes is an invoer.ErrConflict. Bytes of which a person
// rejected all documents count as not seen before. Present tells whether a blob
// is still there.
func (s *Store) Deliver(ctx context.Context, who invoer.Scope, d invoer.Delivery, present func(invoer.BlobKey) error) (kept invoer.Delivery, again bool, err error) {
	d.Office = who.Office
	err = s.In(ctx, who, func(tx Tx) error {
		if err := tx.oneDeliveryAtATime(owners(d)...); err != nil {
			return err
		}
		first, bytes, err := tx.firstOf(d)
		if err != nil {
			return err
		}
		if again = first != ""; again {
			if kept, err = tx.delivery(first); err != nil {
				return err
			}
			if err := tx.keepKey(d, first); err != nil {
				return err
			}
			return tx.Audit("delivery", string(first), cameAgain, nil, map[string]string{"from": d.From})
		}
		kept, err = tx.deliver(d, bytes, present)
		return err
	})
	if err != nil {
		return invoer.Delivery{}, false, fmt.Errorf("writing a delivery of %d parts: %w", len(d.Parts), err)
	}
	return kept, again, nil
}

// oneDeliveryAtATime makes deliveries of a client wait for each other, so that
// of the same bytes twice in one second the second sees the first. Several clients
// must be sorted (docs/decisions/0208).
func (tx Tx) oneDeliveryAtATime(clients ...invoer.ClientID) error {
	for _, client := range clients {
		if _, err := tx.Exec(tx.Ctx, `select pg_advisory_xact_lock(hashtextextended('delivery ' || $1 || ' ' || $2, 0))`, string(tx.Who.Office), string(client)); err != nil {
			return err
		}
	}
	return nil
}

// owners are the clients of a delivery and of its parts, sorted.
func owners(d invoer.Delivery) []invoer.ClientID {
	all := []invoer.ClientID{d.Client}
	for _, p := range d.Parts {
		all = append(all, d.Owner(p))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// fingerprint is what two deliveries of the same bytes have in common. A
// message is its first part; how far it was opened, with what limits and after
// whose yes, makes no other message of it.
func fingerprint(d invoer.Delivery) string {
	sum := sha256.New()
	parts := d.Parts
	if d.Via == invoer.DoorMail && len(parts) > 0 && parts[0].SHA256 != "" {
		parts = parts[:1]
	}
	for _, p := range parts {
		if p.SHA256 != "" {
			io.WriteString(sum, p.SHA256+"\n") // a hash takes what it is given
			continue
		}
		fmt.Fprintf(sum, "%d %s %q\n", p.Size, p.Reason.Code, p.Name)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// rejectedFile tells that a person rejected all that came of the file f: the
// same bytes are then taken anew, as a document that its finding about the
// rejected one points from.
const rejectedFile = `(f.stage in ('done', 'held')
	and exists (select from documents o where o.file_id = f.id and o.status = 'rejected' and coalesce(o.held ->> 'code', '') <> '` + ReasonReplaced + `')
	and not exists (select from documents o where o.file_id = f.id and o.status <> 'rejected'))`

const selectSame = `select d.id::text, exists (select from delivery_keys k where k.delivery_id = d.id and k.key = @key), coalesce((select bool_and(` + rejectedFile + `) from parts p join files f on f.id = p.file_id where p.delivery_id = d.id), false)
	from deliveries d where d.office_id = @office and d.client_id is not distinct from nullif(@client, '')::uuid and d.door = @door and d.bytes = @bytes limit 1`

const selectWithKey = `select delivery_id::text from delivery_keys
	where office_id = @office and client_id is not distinct from nullif(@client, '')::uuid and door = @door and key = @key`

// firstOf finds the delivery that d repeats; empty when it is new. Bytes is then
// the fingerprint to keep: of a copy of what was rejected it is another one,
// made of that one's, so that the copy's own retries are found.
func (tx Tx) firstOf(d invoer.Delivery) (first invoer.DeliveryID, bytes string, err error) {
	for bytes = fingerprint(d); ; bytes = copyOf(bytes, first) {
		var keyed, rejected bool
		err = tx.QueryRow(tx.Ctx, selectSame,
			pgx.NamedArgs{"office": d.Office, "client": d.Client, "door": d.Via, "bytes": bytes, "key": d.Key}).Scan(&first, &keyed, &rejected)
		if errors.Is(err, pgx.ErrNoRows) {
			first, err = tx.firstWithKey(d)
			return first, bytes, err
		}
		if err != nil || keyed {
			return first, bytes, err
		}
		if !rejected {
			break
		}
	}
	other, err := tx.firstWithKey(d)
	if other != "" {
		first = other
	}
	return first, bytes, err
}

// copyOf is the fingerprint of a copy of a delivery that was rejected.
func copyOf(bytes string, first invoer.DeliveryID) string {
	sum := sha256.Sum256([]byte(bytes + string(first)))
	return hex.EncodeToString(sum[:])
}

// firstWithKey looks for the delivery of d's key, which has other bytes: that is
// a mistake, but in a network that gives an identifier once and may write the
// envelope anew.
func (tx Tx) firstWithKey(d invoer.Delivery) (first invoer.DeliveryID, err error) {
	if d.Key == "" {
		return "", nil
	}
	err = tx.QueryRow(tx.Ctx, selectWithKey,
		pgx.NamedArgs{"office": d.Office, "client": d.Client, "door": d.Via, "key": d.Key}).Scan(&first)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	if err == nil && d.Via != invoer.DoorPeppol {
		return "", fmt.Errorf("%w: this key came before with other bytes, in delivery %s", invoer.ErrConflict, first)
	}
	return first, err
}

// keepKey notes which delivery the key of d stands for from now on.
func (tx Tx) keepKey(d invoer.Delivery, of invoer.DeliveryID) error {
	if d.Key == "" {
		return nil
	}
	_, err := tx.Exec(tx.Ctx, `insert into delivery_keys (office_id, client_id, door, key, delivery_id)
		values (@office, nullif(@client, '')::uuid, @door, @key, @delivery) on conflict do nothing`,
		pgx.NamedArgs{"office": d.Office, "client": d.Client, "door": d.Via, "key": d.Key, "delivery": of})
	return err
}

func (tx Tx) deliver(d invoer.Delivery, bytes string, present func(invoer.BlobKey) error) (invoer.Delivery, error) {
	err := tx.QueryRow(tx.Ctx, `insert into deliveries (office_id, client_id, door, sender, key, bytes, message_id, sender_verified, answer)
		values (@office, nullif(@client, '')::uuid, @door, @sender, nullif(@key, ''), @bytes, @message, @verified, @answer) returning id::text, received`,
		pgx.NamedArgs{
			"office": d.Office, "client": d.Client, "door": d.Via, "sender": d.From, "key": d.Key, "bytes": bytes,
			"message": d.Message, "verified": d.Sender, "answer": d.Answer,
		}).
		Scan(&d.ID, &d.Received)
	if err != nil {
		return invoer.Delivery{}, err
	}
	if err := tx.keepKey(d, d.ID); err != nil {
		return invoer.Delivery{}, err
	}
	if err := tx.addParts(d, present); err != nil {
		return invoer.Delivery{}, err
	}
	if err := tx.addAnswer(d); err != nil {
		return invoer.Delivery{}, fmt.Errorf("letter to the sender: %w", err)
	}
	if err := tx.Audit("delivery", string(d.ID), "received", nil, map[string]string{"door": string(d.Via), "parts": fmt.Sprint(len(d.Parts))}); err != nil {
		return invoer.Delivery{}, err
	}
	return d, tx.Emit(Event{Kind: "delivery.received", Client: d.Client, Delivery: d.ID, Data: map[string]string{"door": string(d.Via)}})
}

func (tx Tx) addParts(d invoer.Delivery, present func(invoer.BlobKey) error) error {
	var pictures []*invoer.Part
	for i := range d.Parts {
		p := &d.Parts[i]
		if p.Position = i + 1; p.Beside > 0 {
			pictures = append(pictures, p)
			continue
		}
		if err := tx.addPart(d, p, present); err != nil {
			return fmt.Errorf("part %d: %w", p.Position, err)
		}
	}
	for _, p := range pictures {
		if err := tx.addPart(d, p, present); err != nil {
			return fmt.Errorf("part %d: %w", p.Position, err)
		}
	}
	return nil
}

// addPart writes a line of the ledger with its blob and, where it is to be
// read, its file.
func (tx Tx) addPart(d invoer.Delivery, p *invoer.Part, present func(invoer.BlobKey) error) error {
	if p.SHA256 == "" {
		return tx.addLine(d, *p)
	}
	key := originalOf(d.Office, p.SHA256)
	if err := tx.holdBlob(key, present); err != nil {
		return err
	}
	_, err := tx.Exec(tx.Ctx, `insert into blobs (office_id, key, size, hash, kind) values (@office, @key, @size, @hash, 'original')
		on conflict do nothing`, pgx.NamedArgs{"office": d.Office, "key": key, "size": p.Size, "hash": p.SHA256})
	if err != nil {
		return err
	}
	if p.Outcome != invoer.Skipped && d.Answer != invoer.AnswerWaiting {
		if err := tx.addFile(d, p); err != nil {
			return err
		}
	}
	return tx.addLine(d, *p)
}

// originalOf is the blob key of bytes that came in.
func originalOf(office invoer.OfficeID, hash string) invoer.BlobKey {
	return invoer.BlobKey(string(office) + "/" + hash)
}

// sameBytes finds the files f of a client that are these bytes, or an e-invoice
// that has them as its picture. What was rejected is none of them.
const sameBytes = `f.office_id = @office and f.client_id is not distinct from nullif(@client, '')::uuid
	and (f.sha256 = @hash or (f.picture = @key and f.picture <> '')) and not ` + rejectedFile

// addPicture makes a part the picture of the e-invoice beside it, if that is
// new; it tells whether it did.
func (tx Tx) addPicture(d invoer.Delivery, p *invoer.Part) (bool, error) {
	if p.Beside == 0 || d.Parts[p.Beside-1].Outcome != invoer.Taken {
		return false, nil
	}
	of := d.Parts[p.Beside-1].File
	done, err := tx.Exec(tx.Ctx, `update files set picture = @key where id = @of and picture = '' and not exists (
			select from files f where `+sameBytes+`)`,
		pgx.NamedArgs{"key": originalOf(d.Office, p.SHA256), "hash": p.SHA256, "of": of, "office": d.Office, "client": d.Owner(*p)})
	if err != nil || done.RowsAffected() == 0 {
		return false, err
	}
	p.File = of
	return true, nil
}

// addFile makes the file of a part, or finds the one that these bytes are
// already for this client.
func (tx Tx) addFile(d invoer.Delivery, p *invoer.Part) error {
	if paired, err := tx.addPicture(d, p); err != nil || paired {
		return err
	}
	var before invoer.DeliveryID
	err := tx.QueryRow(tx.Ctx, `
		with known as (
			select f.id, f.delivery_id from files f
			where `+sameBytes+`
			order by f.since limit 1),
		made as (
			insert into files (office_id, client_id, delivery_id, name, media, original, size, sha256, stage)
			select @office, nullif(@client, '')::uuid, @delivery, @name, @media, @key, @size, @hash, 'open'
			where not exists (select from known) returning id)
		select id::text, delivery_id::text from known union all select id::text, '' from made`,
		pgx.NamedArgs{
			"office": d.Office, "client": d.Owner(*p), "delivery": d.ID, "name": p.Name, "media": p.Media,
			"key": originalOf(d.Office, p.SHA256), "size": p.Size, "hash": p.SHA256,
		}).Scan(&p.File, &before)
	if err == nil && before != "" {
		p.Outcome, p.Reason = invoer.Skipped, invoer.Because(ReasonDuplicate, string(before))
	}
	return err
}

// ReasonDuplicate is why a part is skipped whose bytes came before; its
// argument is the delivery that brought them.
const ReasonDuplicate = "duplicate"

func (tx Tx) addLine(d invoer.Delivery, p invoer.Part) error {
	_, err := tx.Exec(tx.Ctx, `insert into parts (office_id, client_id, delivery_id, position, name, media, size, sha256, outcome, reason, file_id)
		values (@office, nullif(@client, '')::uuid, @delivery, @position, @name, @media, @size, @hash, @outcome, @reason, nullif(@file, '')::uuid)
		on conflict (delivery_id, position) do update set outcome = excluded.outcome, reason = excluded.reason, file_id = excluded.file_id,
			media = excluded.media, size = excluded.size, sha256 = excluded.sha256`,
		pgx.NamedArgs{
			"office": d.Office, "client": d.Owner(p), "delivery": d.ID, "position": p.Position, "name": p.Name, "media": p.Media,
			"size": p.Size, "hash": p.SHA256, "outcome": p.Outcome, "reason": p.Reason, "file": p.File,
		})
	return err
}

// Admit opens a delivery that waited for a person's yes: its ledger is now
// parts, whose kept bytes are in the blob store already. One that does not wait
// is an invoer.ErrConflict.
func (s *Store) Admit(ctx context.Context, who invoer.Scope, id invoer.DeliveryID, parts []invoer.Part, present func(invoer.BlobKey) error) (d invoer.Delivery, err error) {
	err = s.answer(ctx, who, id, invoer.AnswerYes, func(tx Tx) error {
		if d, err = tx.delivery(id); err != nil {
			return err
		}
		if err := tx.oneDeliveryAtATime(d.Client); err != nil {
			return err
		}
		d.Parts = parts
		return tx.addParts(d, present)
	})
	return d, err
}

// TurnAway says no to a delivery that waited for a yes. Its bytes are kept, its
// lines say that a person did not want them.
func (s *Store) TurnAway(ctx context.Context, who invoer.Scope, id invoer.DeliveryID) error {
	return s.answer(ctx, who, id, invoer.AnswerNo, func(tx Tx) error {
		_, err := tx.Exec(ctx, `update parts set outcome = 'skipped', reason = $2 where delivery_id = $1`, id, invoer.Because(reasonTurnedAway))
		return err
	})
}

// reasonTurnedAway is why the parts of a delivery are skipped to which a
// person said no.
const reasonTurnedAway = "turned-away"

func (s *Store) answer(ctx context.Context, who invoer.Scope, id invoer.DeliveryID, answer invoer.Answer, fn func(Tx) error) error {
	if err := works(who); err != nil {
		return err
	}
	err := s.In(ctx, who, func(tx Tx) error {
		if _, err := tx.delivery(id); err != nil {
			return err
		}
		err := change(tx, `update deliveries set answer = $2 where id = $1 and answer = 'waiting'`, id, answer)
		if errors.Is(err, pgx.ErrNoRows) {
			return fmt.Errorf("%w: it waits for no answer", invoer.ErrConflict)
		}
		if err != nil {
			return err
		}
		if err := tx.settleAnswer(id, answer); err != nil {
			return err
		}
		if err := tx.Audit("delivery", string(id), "answered", nil, map[string]string{"answer": string(answer)}); err != nil {
			return err
		}
		return fn(tx)
	})
	if err != nil {
		return fmt.Errorf("answering delivery %s: %w", id, err)
	}
	return nil
}

const deliveryColumns = `d.id::text, d.office_id::text, coalesce(d.client_id::text, ''), d.door, d.sender, coalesce(d.key, ''), d.received, d.message_id, d.sender_verified, d.answer,
	(select coalesce(jsonb_agg(jsonb_build_object('Position', p.position, 'Name', p.name, 'Media', p.media, 'Size', p.size,
		'SHA256', p.sha256, 'Outcome', p.outcome, 'Reason', p.reason, 'File', coalesce(p.file_id::text, '')) order by p.position), '[]')
	 from parts p where p.delivery_id = d.id)`

func scanDelivery(row pgx.CollectableRow) (invoer.Delivery, error) {
	var d invoer.Delivery
	err := row.Scan(&d.ID, &d.Office, &d.Client, &d.Via, &d.From, &d.Key, &d.Received, &d.Message, &d.Sender, &d.Answer, &d.Parts)
	return d, err
}

// Deliveries lists deliveries that who may see, newest first, behind the one
// with the ID after (empty: from the newest); of one client when client is not
// empty.
func (s *Store) Deliveries(ctx context.Context, who invoer.Scope, client invoer.ClientID, after invoer.DeliveryID, limit int) ([]invoer.Delivery, error) {
	return s.Arrivals(ctx, who, ArrivalFilter{Client: client, After: after, Limit: limit})
}

// Delivery gives one delivery with its ledger.
func (s *Store) Delivery(ctx context.Context, who invoer.Scope, id invoer.DeliveryID) (d invoer.Delivery, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		d, err = tx.delivery(id)
		return err
	})
	if err != nil {
		return invoer.Delivery{}, fmt.Errorf("delivery %s: %w", id, err)
	}
	return d, nil
}

func (tx Tx) delivery(id invoer.DeliveryID) (invoer.Delivery, error) {
	rows, err := tx.Query(tx.Ctx, `select `+deliveryColumns+` from deliveries d where d.id = $1`, id)
	if err != nil {
		return invoer.Delivery{}, err
	}
	d, err := pgx.CollectExactlyOneRow(rows, scanDelivery)
	if errors.Is(err, pgx.ErrNoRows) {
		return invoer.Delivery{}, invoer.ErrNotFound
	}
	return d, err
}

// A Progress is how far a file is on its way.
type Progress struct {
	File        invoer.FileID
	Stage       invoer.Stage
	Pages, Read int
	Documents   []DocumentState
}

// A DocumentState is a document and what became of it.
type DocumentState struct {
	ID     invoer.DocumentID
	Status invoer.Status
	Reason invoer.Reason // why it is held
}

// Settled tells whether nothing of the file waits for a machine any more.
func (p Progress) Settled() bool {
	if len(p.Documents) == 0 {
		return p.Stage == invoer.StageDone || p.Stage == invoer.StageHeld
	}
	for _, d := range p.Documents {
		if d.Status == invoer.StatusWaiting {
			return false
		}
	}
	return p.Stage == invoer.StageDone || p.Stage == invoer.StageHeld
}

// Progress tells how far the files of a delivery's ledger are, also those that
// had come before with another delivery.
func (s *Store) Progress(ctx context.Context, who invoer.Scope, id invoer.DeliveryID) ([]Progress, error) {
	var list []Progress
	err := s.In(ctx, who, func(tx Tx) error {
		rows, err := tx.Query(ctx, `select f.id::text, f.stage, f.pages,
			(select count(*) from pages p where p.file_id = f.id and p.stage not in ('normalise', 'read')),
			(select coalesce(jsonb_agg(jsonb_build_object('ID', d.id, 'Status', d.status, 'Reason', coalesce(d.held, '{}')) order by d.received, d.id), '[]')
			 from documents d where d.file_id = f.id)
			from files f where f.id in (select file_id from parts where delivery_id = $1)`, id)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (p Progress, err error) {
			return p, row.Scan(&p.File, &p.Stage, &p.Pages, &p.Read, &p.Documents)
		})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("progress of delivery %s: %w", id, err)
	}
	return list, nil
}

// ReasonByPerson is why a part is taken that had been skipped; its argument is
// the name of who said so.
const ReasonByPerson = "by-person"

// TakePart takes a skipped part of a delivery, whose bytes are in the blob store
// now, because who says so. One that is not skipped any more is an
// invoer.ErrConflict.
func (s *Store) TakePart(ctx context.Context, who invoer.Scope, id invoer.DeliveryID, part invoer.Part, present func(invoer.BlobKey) error) (d invoer.Delivery, err error) {
	if err := works(who); err != nil {
		return invoer.Delivery{}, err
	}
	err = s.In(ctx, who, func(tx Tx) error {
		if d, err = tx.delivery(id); err != nil {
			return err
		}
		if err := tx.oneDeliveryAtATime(d.Client); err != nil {
			return err
		}
		if err := tx.takePart(d, &part, present); err != nil {
			return err
		}
		d, err = tx.delivery(id)
		return err
	})
	if err != nil {
		return invoer.Delivery{}, fmt.Errorf("taking part %d of delivery %s: %w", part.Position, id, err)
	}
	return d, nil
}

func (tx Tx) takePart(d invoer.Delivery, part *invoer.Part, present func(invoer.BlobKey) error) error {
	before, err := one(tx, pgx.RowTo[string], `select coalesce(reason ->> 'code', '') from parts
		where delivery_id = $1 and position = $2 and outcome = 'skipped' for update`, d.ID, part.Position)
	if errors.Is(err, pgx.ErrNoRows) {
		return fmt.Errorf("%w: it is not skipped", invoer.ErrConflict)
	}
	if err != nil {
		return err
	}
	by, err := one(tx, pgx.RowTo[string], `select coalesce((select name from users where id = nullif($1, '')::uuid), '')`, string(tx.Who.User))
	if err != nil {
		return err
	}
	part.Reason = invoer.Because(ReasonByPerson, by)
	if err := tx.addPart(d, part, present); err != nil {
		return err
	}
	return tx.Audit("delivery", string(d.ID), "part-taken", map[string]string{"reason": before},
		map[string]string{"part": fmt.Sprint(part.Position), "reason": part.Reason.Code})
}
