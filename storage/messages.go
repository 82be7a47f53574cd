package storage

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/invoer/invoer"
)

// A MessageKind says what a Message is to the one who reads it.
type MessageKind string

// The kinds: a note is the office's own; a question goes to the client's people,
// and an answer to it comes from them or from the office.
const (
	MessageNote     MessageKind = "note"
	MessageQuestion MessageKind = "question"
	MessageAnswer   MessageKind = "answer"
)

// A Message is what somebody said at a document.
type Message struct {
	ID       string
	Document invoer.DocumentID
	Kind     MessageKind
	Question string // that an answer is to; empty otherwise
	By       invoer.UserID
	Name     string // of By; empty where who asks may not know him
	At       time.Time
	Text     string
	Answered bool // a question that has an answer
}

// longestMessage is how many letters a Message may have.
const longestMessage = 2000

const messageColumns = `m.id::text, m.document_id::text, m.kind, coalesce(m.question::text, ''), coalesce(m.user_id::text, ''), coalesce(u.name, ''), m.at, m.text,
	exists (select from messages a where a.question = m.id)`

// Messages lists what was said at a document, oldest first. A client's people see
// questions to them and answers.
func (s *Store) Messages(ctx context.Context, who invoer.Scope, id invoer.DocumentID) (all []Message, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		if _, err := one(tx, pgx.RowTo[string], `select id::text from documents where id = $1`, id); err != nil {
			return err
		}
		all, err = list(tx, pgx.RowToStructByPos[Message], `select `+messageColumns+` from messages m left join users u on u.id = m.user_id
			where m.document_id = $1 order by m.at, m.id limit 500`, id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("messages at document %s: %w", id, err)
	}
	return all, nil
}

// An Asked is a question that waits for an answer, with the document that it is
// about as a list shows it.
type Asked struct {
	Message
	Supplier, Number, Client string
}

// mostAsked is how many open questions are listed.
const mostAsked = 200

// OpenQuestions lists the questions without an answer that who may see, oldest
// first: the whole office's, or those to a client.
func (s *Store) OpenQuestions(ctx context.Context, who invoer.Scope) (all []Asked, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		all, err = list(tx, func(row pgx.CollectableRow) (a Asked, err error) {
			return a, row.Scan(&a.ID, &a.Document, &a.Kind, &a.Question, &a.By, &a.Name, &a.At, &a.Text, &a.Answered, &a.Supplier, &a.Number, &a.Client)
		}, `select `+messageColumns+`, d.supplier, d.number, coalesce(c.name, '')
			from messages m join documents d on d.id = m.document_id left join users u on u.id = m.user_id left join clients c on c.id = m.client_id
			where m.office_id = $1 and m.kind = 'question' and not exists (select from messages a where a.question = m.id)
			order by m.at, m.id limit $2`, who.Office, mostAsked)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("open questions of office %s: %w", who.Office, err)
	}
	return all, nil
}

// Say writes a message at a document. Its ID is the form's, so that one that is
// sent twice is there once; empty for a new one. One that stands elsewhere is an
// invoer.ErrConflict. It gives the message as it is kept. Only the office notes and asks,
// and asks only at a document of a client; an answer is to a question of the same
// document that who may see.
func (s *Store) Say(ctx context.Context, who invoer.Scope, m Message) (said Message, err error) {
	err = s.In(ctx, who, func(tx Tx) error {
		id, err := tx.say(m)
		if err != nil {
			return err
		}
		kept, err := list(tx, pgx.RowToStructByPos[Message], `select `+messageColumns+` from messages m left join users u on u.id = m.user_id
			where m.id = $1 and m.document_id = $2`, id, m.Document)
		if err == nil && len(kept) == 0 {
			return fmt.Errorf("%w: message %s stands elsewhere", invoer.ErrConflict, id)
		}
		if err == nil {
			said = kept[0]
		}
		return err
	})
	if err != nil {
		return Message{}, fmt.Errorf("message at document %s: %w", m.Document, err)
	}
	return said, nil
}

// say writes a message unless it stands there, and gives its identifier.
func (tx Tx) say(m Message) (string, error) {
	client, err := one(tx, pgx.RowTo[invoer.ClientID], `select coalesce(client_id::text, '') from documents where id = $1`, m.Document)
	if err != nil {
		return "", err
	}
	m.Text = strings.TrimSpace(m.Text)
	if n := utf8.RuneCountInString(m.Text); n == 0 || n > longestMessage {
		return "", fmt.Errorf("%w: message of %d letters, want 1 to %d", invoer.ErrInvalid, n, longestMessage)
	}
	to, err := tx.hearers(m, client)
	if err != nil {
		return "", err
	}
	written, err := list(tx, pgx.RowTo[string], `insert into messages (id, office_id, client_id, document_id, kind, question, user_id, at, text)
		values (coalesce(nullif($1, '')::uuid, gen_random_uuid()), $2, nullif($3, '')::uuid, $4, $5, nullif($6, '')::uuid, nullif($7, '')::uuid, $8, $9)
		on conflict (id) do nothing returning id::text`, m.ID, tx.Who.Office, string(to), m.Document, m.Kind, m.Question, string(tx.Who.User), tx.now, m.Text)
	if err != nil || len(written) == 0 {
		return m.ID, err
	}
	if err := tx.Audit("document", string(m.Document), "said-"+string(m.Kind), nil, map[string]string{"text": m.Text}); err != nil {
		return "", err
	}
	if err := tx.push(m, to); err != nil {
		return "", err
	}
	return written[0], tx.Emit(Event{Kind: "document.message", Client: to, Document: m.Document, Data: map[string]string{"kind": string(m.Kind)}})
}

// hearers are the client whose people see a message, besides the office; empty
// for a note.
func (tx Tx) hearers(m Message, client invoer.ClientID) (invoer.ClientID, error) {
	if m.Kind == MessageAnswer {
		asked, err := list(tx, pgx.RowTo[invoer.ClientID], `select client_id::text from messages where id::text = $1 and document_id = $2 and kind = 'question'`, m.Question, m.Document)
		if err == nil && len(asked) == 0 {
			err = fmt.Errorf("%w: question %q at document %s", invoer.ErrNotFound, m.Question, m.Document)
		}
		if err != nil {
			return "", err
		}
		return asked[0], nil
	}
	if !slices.Contains([]MessageKind{MessageNote, MessageQuestion}, m.Kind) || m.Question != "" {
		return "", fmt.Errorf("%w: message of kind %q", invoer.ErrInvalid, m.Kind)
	}
	if err := works(tx.Who); err != nil {
		return "", err
	}
	if m.Kind == MessageNote {
		return "", nil
	}
	if client == "" {
		return "", fmt.Errorf("%w: a question at a document of no client", invoer.ErrInvalid)
	}
	return client, nil
}
