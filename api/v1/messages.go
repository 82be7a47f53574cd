package v1

import (
	"context"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// A Message is what somebody said at a document.
type Message struct {
	ID       string              `json:"id"`
	Document invoer.DocumentID   `json:"document"`
	Kind     storage.MessageKind `json:"kind" enum:"note,question,answer" doc:"A note is the office's own, a question goes to the client's people, an answer is to a question."`
	Question string              `json:"question" doc:"That an answer is to; empty otherwise."`
	By       invoer.UserID       `json:"by"`
	Name     string              `json:"name" doc:"Of the person; empty where the reader may not know him."`
	At       time.Time           `json:"at"`
	Text     string              `json:"text"`
	Answered bool                `json:"answered" doc:"Of a question: it has an answer."`
}

func showMessage(m storage.Message) Message {
	return Message{m.ID, m.Document, m.Kind, m.Question, m.By, m.Name, m.At.UTC(), m.Text, m.Answered}
}

type messagesIn struct {
	ByID
	Paging
}

func (v *V1) messages(ctx context.Context, c call, in *messagesIn) (*Answer[List[Message]], error) {
	id, err := identifier[invoer.DocumentID](in.ID)
	if err != nil {
		return nil, err
	}
	all, err := v.Store.Messages(ctx, c.who, id)
	if err != nil {
		return nil, err
	}
	return slice(all, in.Paging, func(m storage.Message) string { return m.ID }, showMessage)
}

type sayIn struct {
	ByID
	Body struct {
		ID       string              `json:"id,omitempty" format:"uuid" doc:"Chosen by the sender: what is sent twice under one identifier is said once."`
		Kind     storage.MessageKind `json:"kind" enum:"note,question,answer"`
		Question string              `json:"question,omitempty" format:"uuid" doc:"That an answer is to."`
		Text     string              `json:"text" minLength:"1" maxLength:"2000"`
	}
}

func (v *V1) say(ctx context.Context, c call, in *sayIn) (*Answer[Message], error) {
	id, err := identifier[invoer.DocumentID](in.ID)
	if err != nil {
		return nil, err
	}
	b := in.Body
	said, err := v.Store.Say(ctx, c.who, storage.Message{ID: b.ID, Document: id, Kind: b.Kind, Question: b.Question, Text: b.Text})
	return answer(showMessage(said)), err
}

// A Question is one that waits for an answer, with the document it is about.
type Question struct {
	Message
	Supplier string `json:"supplier" doc:"On the document it is about."`
	Number   string `json:"number"`
	Client   string `json:"client" doc:"Name of the client that is asked."`
}

// questions lists those that wait for an answer, oldest first.
func (v *V1) questions(ctx context.Context, c call, in *Paging) (*Answer[List[Question]], error) {
	rows, err := v.Store.OpenQuestions(ctx, c.who)
	if err != nil {
		return nil, err
	}
	return slice(rows, *in, func(a storage.Asked) string { return a.ID }, func(a storage.Asked) Question {
		return Question{showMessage(a.Message), a.Supplier, a.Number, a.Client}
	})
}
