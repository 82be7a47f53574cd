package v1

import (
	"context"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// An Office is the accountant's firm that a token belongs to.
type Office struct {
	ID       invoer.OfficeID `json:"id"`
	Name     string          `json:"name"`
	Language string          `json:"language"`
	Created  time.Time       `json:"created"`
	Answers  bool            `json:"answers" doc:"The senders of messages are told what became of them."`

	TwoForAccounts bool `json:"two_for_accounts" doc:"Two people must accept an account of a supplier that changed."`

	SecondFactor storage.SecondFactorRule `json:"second_factor" enum:",office,everybody" doc:"Of whom a second factor is wanted: of nobody (empty), of the office's own people, of everybody."`

	AssetFrom string `json:"asset_from" doc:"Price in euro, without VAT, from which on what is used for years is proposed as a fixed asset; 0.00: never."`
	LaterFrom string `json:"later_from" doc:"Least part of a cost, in euro, that is proposed to be carried over to later book years; 0.00: never."`

	DigestHour int `json:"digest_hour" doc:"Hour of the day in Belgium, 0 to 23, from which on letters go that tell people what waits for them."`
}

// offices lists the one office that a token belongs to: nobody sees another.
func (v *V1) offices(ctx context.Context, c call, in *Paging) (*Answer[List[Office]], error) {
	o, err := v.Store.Office(ctx, c.who)
	if err != nil {
		return nil, err
	}
	chosen, err := v.Store.OfficeSettings(ctx, c.who)
	if err != nil {
		return nil, err
	}
	return slice([]Office{showOffice(o, chosen)}, *in, func(o Office) string { return string(o.ID) }, func(o Office) Office { return o })
}

func showOffice(o storage.Office, chosen storage.OfficeSettings) Office {
	return Office{
		o.ID, o.Name, o.Language, o.Created.UTC(), chosen.Answers, chosen.TwoForAccounts, chosen.SecondFactor,
		invoer.EUR(chosen.AssetFrom).String(), invoer.EUR(chosen.LaterFrom).String(), chosen.DigestHour,
	}
}

type changeOfficeIn struct {
	ByID
	Body struct {
		Answers bool `json:"answers" doc:"Tell the senders of messages, if they prove who they are, what became of them."`

		TwoForAccounts *bool `json:"two_for_accounts,omitempty" doc:"Two people must accept an account of a supplier that changed; it stays as it was where this is left out."`

		SecondFactor *storage.SecondFactorRule `json:"second_factor,omitempty" enum:",office,everybody" doc:"Of whom a second factor is wanted; it stays as it was where this is left out."`

		AssetFrom *string `json:"asset_from,omitempty" doc:"In euro, with a point and two decimals; 0.00: never. It stays as it was where this is left out."`
		LaterFrom *string `json:"later_from,omitempty" doc:"Likewise."`

		DigestHour *int `json:"digest_hour,omitempty" minimum:"0" maximum:"23" doc:"Hour of the day in Belgium; it stays as it was where this is left out."`
	}
}

// changeOffice changes what the office of the token chose for itself.
func (v *V1) changeOffice(ctx context.Context, c call, in *changeOfficeIn) (*Answer[Office], error) {
	id, err := identifier[invoer.OfficeID](in.ID)
	if err != nil {
		return nil, err
	}
	if id != c.who.Office {
		return nil, invoer.ErrNotFound
	}
	chosen, err := v.Store.OfficeSettings(ctx, c.who)
	if err != nil {
		return nil, err
	}
	chosen.Answers = in.Body.Answers
	if in.Body.TwoForAccounts != nil {
		chosen.TwoForAccounts = *in.Body.TwoForAccounts
	}
	if in.Body.SecondFactor != nil {
		chosen.SecondFactor = *in.Body.SecondFactor
	}
	if in.Body.DigestHour != nil {
		chosen.DigestHour = *in.Body.DigestHour
	}
	for _, limit := range []struct {
		field string
		said  *string
		to    *int64
	}{{"asset_from", in.Body.AssetFrom, &chosen.AssetFrom}, {"later_from", in.Body.LaterFrom, &chosen.LaterFrom}} {
		if limit.said == nil {
			continue
		}
		if *limit.to, err = invoer.ParseDecimal(*limit.said, 2); err != nil {
			return nil, &invoer.Mistake{Field: limit.field, Err: err}
		}
	}
	if err := v.Store.SetOffice(ctx, c.who, chosen); err != nil {
		return nil, err
	}
	o, err := v.Store.Office(ctx, c.who)
	return answer(showOffice(o, chosen)), err
}

// A Client is a company whose invoices the office books.
type Client struct {
	ID       invoer.ClientID  `json:"id"`
	Code     string           `json:"code"`
	Name     string           `json:"name"`
	VAT      invoer.VATNumber `json:"vat"`
	Language string           `json:"language"`
	Archived bool             `json:"archived"`
	DayLimit int64            `json:"day_limit" doc:"Bytes that may come for it within 24 hours; 0: as many as the house takes."`
	Own      Own              `json:"own" doc:"What tells on a page that a company is this one."`
	Created  time.Time        `json:"created"`
}

// Own is what tells that a company on a page is the client: never the supplier.
type Own struct {
	VATs      []invoer.VATNumber `json:"vats" nullable:"false" required:"false"`
	Names     []string           `json:"names" nullable:"false" required:"false"`
	IBANs     []invoer.IBAN      `json:"ibans" nullable:"false" required:"false"`
	Addresses []string           `json:"addresses" nullable:"false" required:"false"`
}

func showClient(c storage.Client) Client {
	return Client{c.ID, c.Code, c.Name, c.VAT, c.Language, c.Archived, c.DayLimit, Own{
		append([]invoer.VATNumber{}, c.Own.VATs...),
		append([]string{}, c.Own.Names...), append([]invoer.IBAN{}, c.Own.IBANs...), append([]string{}, c.Own.Addresses...),
	}, c.Created.UTC()}
}

func (v *V1) clients(ctx context.Context, c call, in *Paging) (*Answer[List[Client]], error) {
	rows, err := v.Store.Clients(ctx, c.who)
	if err != nil {
		return nil, err
	}
	return slice(rows, *in, func(c storage.Client) string { return string(c.ID) }, showClient)
}

func (v *V1) client(ctx context.Context, c call, in *ByID) (*Answer[Client], error) {
	id, err := identifier[invoer.ClientID](in.ID)
	if err != nil {
		return nil, err
	}
	client, err := v.Store.Client(ctx, c.who, id)
	return answer(showClient(client)), err
}

// clientSaid is a client as callers write it.
type clientSaid struct {
	Code     string `json:"code" pattern:"^[A-Za-z0-9_.-]{1,20}$"`
	Name     string `json:"name" minLength:"1" maxLength:"200"`
	VAT      string `json:"vat,omitempty" doc:"In any spelling."`
	Language string `json:"language,omitempty" enum:"nl,fr,en,de" default:"nl"`
	Archived bool   `json:"archived,omitempty"`
	DayLimit *int64 `json:"day_limit,omitempty" minimum:"0" doc:"Bytes that may come for it within 24 hours; 0: as many as the house takes. It stays as it was where this is left out."`
	Own      Own    `json:"own,omitempty"`
}

func (s clientSaid) client() (storage.Client, error) {
	c := storage.Client{Code: s.Code, Name: s.Name, Language: s.Language, Archived: s.Archived, Own: invoer.Own{Names: s.Own.Names, Addresses: s.Own.Addresses}}
	if s.DayLimit != nil {
		c.DayLimit = *s.DayLimit
	}
	if s.VAT != "" {
		var err error
		if c.VAT, err = invoer.ParseVATNumber(s.VAT); err != nil {
			return storage.Client{}, err
		}
	}
	for _, said := range s.Own.VATs {
		vat, err := invoer.ParseVATNumber(string(said))
		if err != nil {
			return storage.Client{}, err
		}
		c.Own.VATs = append(c.Own.VATs, vat)
	}
	for _, said := range s.Own.IBANs {
		iban, err := invoer.ParseIBAN(string(said))
		if err != nil {
			return storage.Client{}, err
		}
		c.Own.IBANs = append(c.Own.IBANs, iban)
	}
	return c, nil
}

type addClientIn struct{ Body clientSaid }

func (v *V1) addClient(ctx context.Context, c call, in *addClientIn) (*Answer[Client], error) {
	said, err := in.Body.client()
	if err != nil {
		return nil, err
	}
	made, err := v.Store.AddClient(ctx, c.who, said)
	return answer(showClient(made)), err
}

type changeClientIn struct {
	ByID
	Body clientSaid
}

func (v *V1) changeClient(ctx context.Context, c call, in *changeClientIn) (*Answer[Client], error) {
	id, err := identifier[invoer.ClientID](in.ID)
	if err != nil {
		return nil, err
	}
	said, err := in.Body.client()
	if err != nil {
		return nil, err
	}
	have, err := v.Store.Client(ctx, c.who, id)
	if err != nil {
		return nil, err
	}
	if said.ID = id; in.Body.DayLimit == nil {
		said.DayLimit = have.DayLimit
	}
	changed, err := v.Store.ChangeClient(ctx, c.who, said)
	return answer(showClient(changed)), err
}
