package storage

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// An AnswerLetter is what the sender of a delivery is to be told, as far as it
// is known before the delivery is looked at.
type AnswerLetter struct {
	Office   invoer.OfficeID
	Delivery invoer.DeliveryID
	To       string // the sender's address
	Subject  string // of his message
}

// mostLettersADay is how many letters go to one address within 24 hours: two
// machines that answer each other in spite of all stop there.
const mostLettersADay = 100

// addAnswer puts a letter into the outbox, if the office wants one and there is
// somebody to write to. Of a delivery that waits for a person's yes the letter
// waits as well.
func (tx Tx) addAnswer(d invoer.Delivery) error {
	if d.Return.To == "" {
		return nil
	}
	_, err := tx.Exec(tx.Ctx, `insert into outbox (delivery_id, office_id, recipient, subject, created, due)
		select @delivery, id, @to, @subject, @now, case when @answer = 'waiting' then 'infinity' else @now::timestamptz end
		from offices where id = @office and answers
		  and (select count(*) from outbox where office_id = @office and recipient = @to and created > @now::timestamptz - interval '1 day') < @most`,
		pgx.NamedArgs{
			"delivery": d.ID, "office": d.Office, "to": d.Return.To, "subject": d.Return.Subject,
			"now": tx.now, "answer": string(d.Answer), "most": mostLettersADay,
		})
	return err
}

// settleAnswer lets the letter of a delivery go that a person opened; a
// delivery that he turned away gets none.
func (tx Tx) settleAnswer(id invoer.DeliveryID, answer invoer.Answer) error {
	_, err := tx.Exec(tx.Ctx, `update outbox set created = @now, due = case when @answer = 'yes' then @now::timestamptz end
		where delivery_id = @delivery and due = 'infinity'`, pgx.NamedArgs{"delivery": id, "answer": string(answer), "now": tx.now})
	return err
}

// NextAnswer takes a letter that is due, of any office, and puts its next try
// off, so that no other worker takes it meanwhile. It stands outside Store.In,
// as the worker is of no office. With none due it is an invoer.ErrNotFound.
func (s *Store) NextAnswer(ctx context.Context) (AnswerLetter, error) {
	letter, err := only(outside(ctx, s, pgx.RowToStructByPos[AnswerLetter],
		`select office::text, delivery::text, recipient, subject from invoer_next_answer($1)`, s.now()))
	if err != nil && !errors.Is(err, invoer.ErrNotFound) {
		return AnswerLetter{}, fmt.Errorf("next letter of the outbox: %w", err)
	}
	return letter, err
}

// A Sending is how a try to send a letter ended.
type Sending string

// The ends of a try.
const (
	SendingDone    Sending = "done"
	SendingLater   Sending = "later"   // it is tried again when it is due
	SendingRefused Sending = "refused" // for ever
)

// NoteSending writes how a try went. Fault says in English and without names
// what went wrong.
func (s *Store) NoteSending(ctx context.Context, letter AnswerLetter, end Sending, fault string) error {
	err := s.In(ctx, invoer.Machine(letter.Office), func(tx Tx) error {
		return change(tx, `update outbox set fault = @fault, sent = case when @end = 'done' then @now::timestamptz end,
			due = case when @end = 'later' then due end where delivery_id = @delivery`,
			pgx.NamedArgs{"delivery": letter.Delivery, "end": string(end), "fault": fault, "now": tx.now})
	})
	if err != nil {
		return fmt.Errorf("letter about delivery %s: %w", letter.Delivery, err)
	}
	return nil
}
