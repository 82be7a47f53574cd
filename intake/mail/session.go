package mail

import (
	"cmp"
	"context"
	"io"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// A session is one connection's talk. Its methods are called one after the
// other.
type session struct {
	door   *Door
	ctx    context.Context
	limits Limits
	line   *line
	busy   chan struct{} // a place for each delivery at a time, of all sessions

	from   string
	to     []recipient
	missed int // addresses that nobody has, on this connection
}

// A recipient is an address as the peer wrote it, and whose it is.
type recipient struct {
	address string
	box     storage.Mailbox
}

// mostMissed is how many addresses that nobody has a peer may ask for.
const mostMissed = 20

// longestLookup bounds a question to the database.
const longestLookup = 20 * time.Second

// Reset forgets the message.
func (s *session) Reset() {
	s.line.end()
	s.from, s.to = "", nil
}

// Logout ends the talk.
func (s *session) Logout() error { return nil }

// Mail begins a message. Parameters that concern the relay only are accepted.
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.from = from
	return nil
}

// Rcpt takes an address that a client has.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if s.missed >= mostMissed {
		s.line.retire()
		return &smtp.SMTPError{Code: 421, EnhancedCode: smtp.EnhancedCode{4, 7, 0}, Message: "Too many addresses that nobody has"}
	}
	ctx, cancel := context.WithTimeout(s.ctx, longestLookup)
	defer cancel()
	box, err := s.door.find(ctx, to)
	if err != nil {
		reply := replyTo(err)
		if reply.Code/100 == 5 {
			s.missed++
		}
		return reply
	}
	s.to = append(s.to, recipient{to, box})
	return nil
}

// Data takes a message for all recipients or for none, as SMTP has one answer.
// Those who have it already when another one fails are known again when the
// relay tries again; as long as one may still get it, the relay is to try.
func (s *session) Data(r io.Reader) error {
	answers, err := s.take(r)
	if err != nil {
		return err
	}
	var refused *smtp.SMTPError
	for _, to := range s.to {
		err := answers[to.box.Client]
		if err == nil {
			continue
		}
		reply := replyTo(err)
		if reply.Temporary() {
			return reply
		}
		refused = cmp.Or(refused, reply)
	}
	if refused != nil {
		return refused
	}
	return nil
}

// take receives a message and gives the answer of the gate for each client.
func (s *session) take(r io.Reader) (map[invoer.ClientID]error, error) {
	letter, err := s.receive(r)
	if err != nil {
		return nil, err
	}
	defer letter.close()
	return s.deliver(letter), nil
}

// LMTPData takes a message for each recipient by itself.
func (s *session) LMTPData(r io.Reader, status smtp.StatusCollector) error {
	answers, err := s.take(r)
	if err != nil {
		return err
	}
	for _, to := range s.to {
		if err := answers[to.box.Client]; err != nil {
			status.SetStatus(to.address, replyTo(err))
			continue
		}
		status.SetStatus(to.address, nil)
	}
	return nil
}

func (s *session) receive(r io.Reader) (*letter, error) {
	s.line.begin()
	letter, err := spool(s.door.Spool, r)
	if err != nil {
		return nil, replyTo(err)
	}
	letter.envelope = s.from
	return letter, nil
}
