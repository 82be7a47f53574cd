// Package intake is the only way in. It takes one delivery from any door,
// keeps its bytes, writes its rows and rings, and says yes only when all of
// that has been done: after a yes nothing can be lost, before it nothing is
// half. A crash between any two of its steps leaves bytes that no row names,
// at most; verify finds those.
//
// It refuses nothing silently: every part that came in is a line in the
// delivery's ledger, also when it is nothing for us. It reads no documents and
// believes no names: what bytes are is found out by content.
package intake

import (
	"context"
	"io"
	"iter"

	"github.com/invoer/invoer"
)

// An Arrival is what a door has before it: whose it is, how it came, and its
// parts. Parts are read once, one after the other; a part's body must be used
// before the next one is asked for.
type Arrival struct {
	// Owner tells whose it is, and is asked after the last part, as a form may
	// say so last. It may give nobody; nil is nobody.
	Owner  func(context.Context) (invoer.ClientID, error)
	Client invoer.ClientID // what holds when Owner is nil
	Via    invoer.Door
	From   string // who brought it, as the door knows him
	Key    string // Idempotency-Key, place in a mailbox; may be empty
	Parts  iter.Seq2[Item, error]

	// What a message says and proves of itself.
	Message string // Message-ID, without brackets
	Sender  invoer.SenderCheck
	// Answer is invoer.AnswerWaiting for a delivery that a person must say yes
	// to before it is opened.
	Answer invoer.Answer
	Return invoer.Return
}

// An Item is one part as the door hands it over. Name is what the sender
// wrote; it is cleaned here. Media is what the door knows it to be, and mostly
// empty: content decides then.
type Item struct {
	Name  string
	Media string
	Body  io.Reader
}

// A Receipt says that a delivery is in the house. Again is set when it had
// come in before by the same door; Delivery is that first one then.
type Receipt struct {
	Delivery invoer.Delivery
	Again    bool
}

// Limits bound what is taken at once. Zero fields are the house's own limits.
type Limits struct {
	ClientDay int64 // bytes of all deliveries of one client within 24 hours; 0: 20 GiB
	Part      int64 // bytes of one part; 0: 200 MiB
	Delivery  int64 // bytes of all parts together; 0: 500 MiB
	Parts     int   // 0: 2000
}

func (l Limits) withDefaults() Limits {
	if l.Part == 0 {
		l.Part = 200 << 20
	}
	if l.Delivery == 0 {
		l.Delivery = 500 << 20
	}
	if l.ClientDay == 0 {
		l.ClientDay = 20 << 30
	}
	if l.Parts == 0 {
		l.Parts = 2000
	}
	return l
}

// A Bell tells the workers that a row waits. It never fails its caller: what
// is not heard is found by the sweep.
type Bell interface {
	Ring(ctx context.Context, r invoer.Ring)
}
