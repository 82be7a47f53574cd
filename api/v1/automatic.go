package v1

import (
	"context"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/precedent"
)

// AutomaticTerms are what an office set for the bookings of a client. Amounts
// are in euro.
type AutomaticTerms struct {
	On     bool   `json:"on" doc:"Documents go without a person."`
	OneIn  int    `json:"one_in" minimum:"20" maximum:"10000" doc:"The risk: of so many that go one may be wrong."`
	Last   int    `json:"last" minimum:"3" maximum:"60" doc:"How many of the last proposals of a supplier are looked at: one in ten may have been wrong, and none of the last three."`
	Every  int    `json:"every" minimum:"2" maximum:"100" doc:"Each n-th that could go is shown all the same."`
	All    bool   `json:"all" doc:"All suppliers but those that are off."`
	Most   string `json:"most,omitempty" doc:"Largest total that goes; none: no limit."`
	Second string `json:"second,omitempty" doc:"Total from which on two people approve; none: never."`
}

// Automatic is that with how it goes.
type Automatic struct {
	AutomaticTerms

	Stopped   bool                `json:"stopped" doc:"Too many were wrong; all are shown."`
	Stops     int                 `json:"stops"`
	Checked   int                 `json:"checked" doc:"Documents that a person looked at."`
	Outlook   Outlook             `json:"outlook"`
	Suppliers []AutomaticSupplier `json:"suppliers" nullable:"false"`
}

// An Outlook is what would have gone in the last twelve months.
type Outlook struct {
	Documents int `json:"documents"`
	Alone     int `json:"alone"`
	Wrong     int `json:"wrong" doc:"Of those that would have gone."`
}

// An AutomaticSupplier is how a supplier's proposals did.
type AutomaticSupplier struct {
	Supplier  string `json:"supplier" doc:"VAT number, else name."`
	Name      string `json:"name"`
	Allowed   bool   `json:"allowed"`
	Earned    bool   `json:"earned" doc:"Of its last proposals enough were right."`
	Steady    int    `json:"steady" doc:"Proposals in a row that were right."`
	Documents int    `json:"documents"`
	Alone     int    `json:"alone"`
	Wrong     int    `json:"wrong"`
}

func (v *V1) automatic(ctx context.Context, c call, in *ByID) (*Answer[Automatic], error) {
	if err := ofOffice(c); err != nil {
		return nil, err
	}
	id, err := identifier[invoer.ClientID](in.ID)
	if err != nil {
		return nil, err
	}
	set, err := v.Store.Automatic(ctx, c.who, id)
	if err != nil {
		return nil, err
	}
	o, err := v.Store.Outlook(ctx, c.who, id, precedent.Terms{Risk: set.Risk(), Last: set.Last, Most: set.Most, May: set.May})
	if err != nil {
		return nil, err
	}
	shown := Automatic{
		AutomaticTerms: AutomaticTerms{set.On, set.OneIn, set.Last, set.Every, set.All, limit(set.Most), limit(set.Second)},
		Stopped:        set.Watch.Off, Stops: set.Watch.Stops, Checked: set.Watch.Checked,
		Outlook: Outlook{o.Documents, o.Alone, o.Wrong}, Suppliers: []AutomaticSupplier{},
	}
	for _, s := range o.Suppliers {
		shown.Suppliers = append(shown.Suppliers, AutomaticSupplier{s.Supplier, s.Name, set.May(s.Supplier), s.Earned, s.Steady, s.Documents, s.Alone, s.Wrong})
	}
	return answer(shown), nil
}

func limit(cents int64) string {
	if cents == 0 {
		return ""
	}
	return invoer.EUR(cents).String()
}

type setAutomaticIn struct {
	ByID
	Body AutomaticTerms
}

func (v *V1) setAutomatic(ctx context.Context, c call, in *setAutomaticIn) (*Answer[Automatic], error) {
	id, err := identifier[invoer.ClientID](in.ID)
	if err != nil {
		return nil, err
	}
	b := in.Body
	said := invoer.Automatic{On: b.On, OneIn: b.OneIn, Last: b.Last, Every: b.Every, All: b.All}
	if said.Most, err = cents("most", b.Most); err != nil {
		return nil, err
	}
	if said.Second, err = cents("second", b.Second); err != nil {
		return nil, err
	}
	if err := v.Store.SetAutomatic(ctx, c.who, id, said); err != nil {
		return nil, err
	}
	return v.automatic(ctx, c, &in.ByID)
}

func cents(field, said string) (int64, error) {
	if said == "" {
		return 0, nil
	}
	n, err := invoer.ParseDecimal(said, 2)
	if err != nil {
		return 0, &invoer.Mistake{Field: field, Err: err}
	}
	return n, nil
}

type allowSupplierIn struct {
	ByID
	Body struct {
		Supplier string `json:"supplier" minLength:"1" maxLength:"300" doc:"VAT number, else name, as it is listed."`
		Allowed  bool   `json:"allowed"`
	}
}

func (v *V1) allowSupplier(ctx context.Context, c call, in *allowSupplierIn) (*struct{}, error) {
	id, err := identifier[invoer.ClientID](in.ID)
	if err != nil {
		return nil, err
	}
	return nil, v.Store.AllowAlone(ctx, c.who, id, in.Body.Supplier, in.Body.Allowed)
}

func (v *V1) looked(ctx context.Context, c call, in *ByID) (*struct{}, error) {
	id, err := identifier[invoer.DocumentID](in.ID)
	if err != nil {
		return nil, err
	}
	return nil, v.Store.Looked(ctx, c.who, id)
}
