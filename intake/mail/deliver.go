package mail

import (
	"context"
	"fmt"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/media"
	"github.com/invoer/invoer/intake"
	"github.com/invoer/invoer/storage"
)

// longestDelivery bounds what one message takes once it is here.
const longestDelivery = 4 * time.Minute

// deliver hands the letter in once for each client, and tells what went wrong
// for whom.
func (s *session) deliver(l *letter) map[invoer.ClientID]error {
	answers := map[invoer.ClientID]error{}
	if !s.enter() {
		for _, to := range s.to {
			answers[to.box.Client] = fmt.Errorf("%w: %d messages are being opened", invoer.ErrUnavailable, cap(s.busy))
		}
		return answers
	}
	defer func() { <-s.busy }()
	ctx, cancel := context.WithTimeout(s.ctx, longestDelivery)
	defer cancel()
	for _, to := range s.to {
		if _, done := answers[to.box.Client]; done {
			continue
		}
		_, answers[to.box.Client] = s.door.deliver(ctx, l, to.box, "")
	}
	return answers
}

// enter waits for a place among the deliveries that are made at one time, no
// longer than the relay waits for an answer; it tells whether it has one.
func (s *session) enter() bool {
	wait := time.NewTimer(s.limits.Patience)
	defer wait.Stop()
	select {
	case s.busy <- struct{}{}:
		return true
	case <-wait.C:
		return false
	}
}

// deliver hands the letter in for one client. Key is its place in a mailbox,
// and empty for what a relay brought: its bytes say that it came before.
func (d *Door) deliver(ctx context.Context, l *letter, box storage.Mailbox, key string) (intake.Receipt, error) {
	who := invoer.Machine(box.Office)
	sender := d.Trust.check(ctx, l)
	expected, err := d.expects(ctx, who, box.Client, l.sender(), sender)
	if err != nil {
		return intake.Receipt{}, err
	}
	a := intake.Arrival{
		Client: box.Client, Via: invoer.DoorMail, From: l.sender(), Key: key, Message: l.head.messageID(), Sender: sender, Answer: expected,
		Return: d.returnTo(l, sender),
		Parts: func(yield func(intake.Item, error) bool) {
			yield(intake.Item{Name: "message.eml", Media: media.Message, Body: l.body()}, nil)
		},
	}
	receipt, err := d.Gate.Accept(ctx, who, a)
	if err != nil {
		d.Log.Warn("mail", "office", box.Office, "client", box.Client, "bytes", l.size, "err", err)
		return intake.Receipt{}, fmt.Errorf("delivering a message: %w", err)
	}
	return receipt, nil
}
