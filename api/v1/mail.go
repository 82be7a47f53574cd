package v1

import (
	"context"
	"strings"
	"time"

	"github.com/invoer/invoer"
)

// A MailSetting is how mail reaches a client.
type MailSetting struct {
	Addresses []MailAddress `json:"addresses" nullable:"false" doc:"The one in use first."`
	Senders   []string      `json:"senders" nullable:"false" doc:"Addresses and domains that may write without a person's yes; none is everybody."`
}

// A MailAddress is what stands before the @ of a client's mail address; the
// domain is that of the server.
type MailAddress struct {
	Local   string     `json:"local"`
	Token   string     `json:"token"`
	Expires *time.Time `json:"expires,omitempty" doc:"For one that was renewed: until when it counts."`
}

func (v *V1) mail(ctx context.Context, c call, in *ByID) (*Answer[MailSetting], error) {
	id, err := identifier[invoer.ClientID](in.ID)
	if err != nil {
		return nil, err
	}
	return v.mailOf(ctx, c, id)
}

func (v *V1) mailOf(ctx context.Context, c call, id invoer.ClientID) (*Answer[MailSetting], error) {
	client, err := v.Store.Client(ctx, c.who, id)
	if err != nil {
		return nil, err
	}
	tokens, err := v.Store.MailTokens(ctx, c.who, id)
	if err != nil {
		return nil, err
	}
	shown := MailSetting{Addresses: []MailAddress{}}
	for _, t := range tokens {
		address := MailAddress{Local: strings.ToLower(client.Code) + "-" + t.Token, Token: t.Token}
		if !t.Expires.IsZero() {
			address.Expires = &t.Expires
		}
		shown.Addresses = append(shown.Addresses, address)
	}
	shown.Senders, err = v.Store.MailSenders(ctx, c.who, id)
	return answer(shown), err
}

type mailTokenIn struct {
	ByID
	Body struct {
		Token string `json:"token,omitempty" maxLength:"40" doc:"6 to 40 letters and digits; without it one is made."`
	}
}

func (v *V1) renewMail(ctx context.Context, c call, in *mailTokenIn) (*Answer[MailSetting], error) {
	id, err := identifier[invoer.ClientID](in.ID)
	if err != nil {
		return nil, err
	}
	if _, err := v.Store.Client(ctx, c.who, id); err != nil {
		return nil, err
	}
	if _, err := v.Store.RenewMailToken(ctx, c.who, id, in.Body.Token); err != nil {
		return nil, err
	}
	return v.mailOf(ctx, c, id)
}

type mailSendersIn struct {
	ByID
	Body struct {
		Senders []string `json:"senders" maxItems:"1000" nullable:"false"`
	}
}

func (v *V1) setMailSenders(ctx context.Context, c call, in *mailSendersIn) (*Answer[MailSetting], error) {
	id, err := identifier[invoer.ClientID](in.ID)
	if err != nil {
		return nil, err
	}
	if _, err := v.Store.Client(ctx, c.who, id); err != nil {
		return nil, err
	}
	if err := v.Store.SetMailSenders(ctx, c.who, id, in.Body.Senders); err != nil {
		return nil, err
	}
	return v.mailOf(ctx, c, id)
}

// letIn says yes to a delivery from somebody who was not expected.
func (v *V1) letIn(ctx context.Context, c call, in *ByID) (*Answer[Delivery], error) {
	id, err := identifier[invoer.DeliveryID](in.ID)
	if err != nil {
		return nil, err
	}
	d, err := v.Gate.Admit(ctx, c.who, id)
	return answer(showDelivery(d)), err
}

// turnAway says no to one.
func (v *V1) turnAway(ctx context.Context, c call, in *ByID) (*Answer[Delivery], error) {
	id, err := identifier[invoer.DeliveryID](in.ID)
	if err != nil {
		return nil, err
	}
	if err := v.Store.TurnAway(ctx, c.who, id); err != nil {
		return nil, err
	}
	d, err := v.Store.Delivery(ctx, c.who, id)
	return answer(showDelivery(d)), err
}

// A Mailbox is one that messages are fetched from, and what the last look saw.
type Mailbox struct {
	Name  string    `json:"name" doc:"USER@SERVER/FOLDER"`
	At    time.Time `json:"at"`
	Seen  int       `json:"seen"`
	Taken int       `json:"taken"`
	Left  int       `json:"left" doc:"Messages that could not be taken and stay where they are."`
	Fault string    `json:"fault" doc:"What went wrong; empty: nothing."`
}

func (v *V1) mailboxes(ctx context.Context, c call, in *Paging) (*Answer[List[Mailbox]], error) {
	rounds, err := v.Store.Rounds(ctx, c.who)
	if err != nil {
		return nil, err
	}
	all := make([]Mailbox, len(rounds))
	for i, r := range rounds {
		all[i] = Mailbox{r.Mailbox, r.At.UTC(), r.Seen, r.Taken, r.Left, r.Fault}
	}
	return slice(all, *in, func(m Mailbox) string { return m.Name }, func(m Mailbox) Mailbox { return m })
}
