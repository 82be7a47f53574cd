package v1

import (
	"context"
	"fmt"
	"mime"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api"
	"github.com/invoer/invoer/intake"
	"github.com/invoer/invoer/storage"
)

// A Delivery is one arrival with its ledger.
type Delivery struct {
	ID       invoer.DeliveryID `json:"id"`
	Client   invoer.ClientID   `json:"client" doc:"Empty while nobody knows whose it is."`
	Via      invoer.Door       `json:"via" enum:"upload,mail,folder,peppol"`
	From     string            `json:"from"`
	Received time.Time         `json:"received"`
	Message  string            `json:"message_id" doc:"Message-ID of a mail, without its brackets."`
	Sender   string            `json:"sender" enum:",passed,failed" doc:"Whether a mail is from whom it says; empty: nobody could tell."`
	Answer   string            `json:"answer" enum:",waiting,yes,no" doc:"A person's, where the sender was not expected; waiting: nothing is opened before it."`
	Again    bool              `json:"again" doc:"The same delivery came in before; this is that one."`
	Parts    []Part            `json:"parts" nullable:"false"`
	Repeats  []Repeat          `json:"repeats,omitempty" doc:"Later arrivals of the same bytes, oldest first; not in lists."`
}

// A Repeat is a later arrival of what a delivery had brought.
type Repeat struct {
	At       time.Time         `json:"at"`
	Via      invoer.Door       `json:"via" enum:"upload,mail,folder,peppol"`
	From     string            `json:"from"`
	Delivery invoer.DeliveryID `json:"delivery" doc:"Its own; this one where the same came by the same door."`
	File     invoer.FileID     `json:"file" doc:"What came again; empty: all of it."`
}

// A Part is a line of the ledger.
type Part struct {
	Name    string         `json:"name"`
	Media   string         `json:"media"`
	Size    int64          `json:"size"`
	SHA256  string         `json:"sha256" doc:"Empty where no bytes were kept."`
	Outcome invoer.Outcome `json:"outcome" enum:"taken,skipped,held"`
	Reason  invoer.Reason  `json:"reason" doc:"Its code is empty for a part that was taken."`
	File    invoer.FileID  `json:"file"`
	Now     *FileState     `json:"now,omitempty" doc:"How far the file is; not in lists."`
}

// A FileState is how far a file is on its way.
type FileState struct {
	Stage     invoer.Stage    `json:"stage"`
	Settled   bool            `json:"settled" doc:"No machine has work with it any more."`
	Pages     int             `json:"pages"`
	Read      int             `json:"read" doc:"Pages that were read."`
	Documents []DocumentState `json:"documents" nullable:"false"`
}

// A DocumentState is a document of a file.
type DocumentState struct {
	ID     invoer.DocumentID `json:"id"`
	Status invoer.Status     `json:"status"`
	Reason invoer.Reason     `json:"reason" doc:"Why it is held; an empty code otherwise."`
}

func showDelivery(d invoer.Delivery) Delivery {
	shown := Delivery{
		ID: d.ID, Client: d.Client, Via: d.Via, From: d.From, Received: d.Received.UTC(),
		Message: d.Message, Sender: string(d.Sender), Answer: string(d.Answer), Parts: []Part{},
	}
	for _, p := range d.Parts {
		shown.Parts = append(shown.Parts, Part{
			Name: p.Name, Media: p.Media, Size: p.Size, SHA256: p.SHA256, Outcome: p.Outcome,
			Reason: invoer.Because(p.Reason.Code, p.Reason.Args...), File: p.File,
		})
	}
	return shown
}

// receiveIn is what an upload says beside its bytes. The body is not in it:
// it goes to the gate as it comes.
type receiveIn struct {
	Client string `query:"client" doc:"Code or identifier of the client; a form may have it as a field."`
	Name   string `query:"name" doc:"Name of the file when the body is the file itself."`
	Key    string `header:"Idempotency-Key" maxLength:"200" doc:"The same key again gives the same delivery."`
}

// addReceive registers the upload. Its body is described behind huma's back,
// which would read it into memory otherwise.
func (v *V1) addReceive(r route) {
	add(v, r, v.receive)
	op := v.huma.OpenAPI().Paths[prefix+r.path].Post
	op.Description = "A multipart form with parts named `file` (and a field `client` if need be), or a body that is one file. The answer comes when the bytes are safe; reading goes on afterwards."
	file := &huma.Schema{Type: "array", Items: &huma.Schema{Type: "string", Format: "binary"}}
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		"multipart/form-data":      {Schema: &huma.Schema{Type: "object", Properties: map[string]*huma.Schema{"file": file, "client": {Type: "string"}}}},
		"application/octet-stream": {Schema: &huma.Schema{Type: "string", Format: "binary"}},
	}}
}

func (v *V1) receive(ctx context.Context, c call, in *receiveIn) (*Answer[Delivery], error) {
	from, err := v.Store.User(ctx, c.who, c.who.User)
	if err != nil {
		return nil, fmt.Errorf("who sends: %w", err)
	}
	receipt, err := v.receiveBody(c, in, api.Sending{Who: c.who, From: from.Name, Client: in.Client, Key: in.Key})
	if err != nil {
		return nil, err
	}
	shown := showDelivery(receipt.Delivery)
	shown.Again = receipt.Again
	return answer(shown), nil
}

func (v *V1) receiveBody(c call, in *receiveIn, sending api.Sending) (intake.Receipt, error) {
	media, _, _ := mime.ParseMediaType(c.r.Header.Get("Content-Type")) // without a type the body is the file
	if media == "multipart/form-data" {
		return v.ReceiveForm(c.w, c.r, sending)
	}
	return v.ReceiveBody(c.w, c.r, in.Name, sending)
}

type deliveriesIn struct {
	Paging
	Client   string `query:"client" doc:"Code or identifier."`
	Message  string `query:"message_id" maxLength:"1000" doc:"Message-ID of a mail, with or without its brackets."`
	NotTaken bool   `query:"not_taken" doc:"Only those of which something was not taken, or that wait for an answer."`
}

func (v *V1) deliveries(ctx context.Context, c call, in *deliveriesIn) (*Answer[List[Delivery]], error) {
	client, err := v.ClientOf(ctx, c.who, in.Client)
	if err != nil {
		return nil, err
	}
	after, err := chosen[invoer.DeliveryID]("after", in.After)
	if err != nil {
		return nil, err
	}
	rows, err := v.Store.Arrivals(ctx, c.who, storage.ArrivalFilter{
		Client: client, Message: strings.Trim(strings.TrimSpace(in.Message), "<>"), NotTaken: in.NotTaken, After: after, Limit: in.Limit + 1,
	})
	if err != nil {
		return nil, err
	}
	return paged(rows, in.Limit, func(d invoer.Delivery) string { return string(d.ID) }, showDelivery), nil
}

// chosen reads a parameter that is an identifier, or empty for none.
func chosen[ID ~string](parameter, said string) (ID, error) {
	if said == "" {
		return "", nil
	}
	id, err := invoer.ParseID[ID](said)
	if err != nil {
		return "", &invoer.Mistake{Field: parameter, Err: err}
	}
	return id, nil
}

// ByID names one thing in the path.
type ByID struct {
	ID string `path:"id"`
}

func (v *V1) delivery(ctx context.Context, c call, in *ByID) (*Answer[Delivery], error) {
	id, err := identifier[invoer.DeliveryID](in.ID)
	if err != nil {
		return nil, err
	}
	d, err := v.Store.Delivery(ctx, c.who, id)
	if err != nil {
		return nil, err
	}
	progress, err := v.Store.Progress(ctx, c.who, id)
	if err != nil {
		return nil, err
	}
	repeats, err := v.Store.Repeats(ctx, c.who, id)
	if err != nil {
		return nil, err
	}
	shown := showDelivery(d)
	for _, r := range repeats {
		shown.Repeats = append(shown.Repeats, Repeat{r.At.UTC(), r.Via, r.From, r.Delivery, r.File})
	}
	for i := range shown.Parts {
		shown.Parts[i].Now = stateOf(progress, shown.Parts[i].File)
	}
	return answer(shown), nil
}

func stateOf(progress []storage.Progress, file invoer.FileID) *FileState {
	for _, p := range progress {
		if p.File != file {
			continue
		}
		state := &FileState{Stage: p.Stage, Settled: p.Settled(), Pages: p.Pages, Read: p.Read, Documents: []DocumentState{}}
		for _, d := range p.Documents {
			state.Documents = append(state.Documents, DocumentState{d.ID, d.Status, invoer.Because(d.Reason.Code, d.Reason.Args...)})
		}
		return state
	}
	return nil
}

type assignIn struct {
	ByID
	Body struct {
		Client string `json:"client" minLength:"1" doc:"Code or identifier."`
	}
}

// assign gives a delivery to a client (storage.Store.Assign).
func (v *V1) assign(ctx context.Context, c call, in *assignIn) (*Answer[Delivery], error) {
	client, err := v.ClientOf(ctx, c.who, in.Body.Client)
	if err != nil {
		return nil, err
	}
	return v.withDelivery(ctx, c, in.ByID, func(id invoer.DeliveryID) error { return v.Store.Assign(ctx, c.who, id, client) })
}

// readAgain tries those documents of a delivery again that could not be read.
func (v *V1) readAgain(ctx context.Context, c call, in *ByID) (*Answer[Delivery], error) {
	return v.withDelivery(ctx, c, *in, func(id invoer.DeliveryID) error {
		rings, err := v.Store.ReplayHeld(ctx, c.who, id)
		for _, ring := range rings {
			v.Ring(ctx, ring)
		}
		return err
	})
}

// withDelivery does something with a delivery that the caller may see, and
// answers with it as it then is.
func (v *V1) withDelivery(ctx context.Context, c call, in ByID, do func(invoer.DeliveryID) error) (*Answer[Delivery], error) {
	id, err := identifier[invoer.DeliveryID](in.ID)
	if err != nil {
		return nil, err
	}
	if _, err := v.Store.Delivery(ctx, c.who, id); err != nil {
		return nil, err
	}
	if err := do(id); err != nil {
		return nil, err
	}
	return v.delivery(ctx, c, &in)
}

type partIn struct {
	ID   string `path:"id"`
	Part int    `path:"n" doc:"Position in the ledger, from 1."`
}

// part gives bytes that may do harm to an admin, who may need them as a proof.
func (v *V1) part(ctx context.Context, c call, in *partIn) (*bytesOut, error) {
	id, err := identifier[invoer.DeliveryID](in.ID)
	if err != nil {
		return nil, err
	}
	d, err := v.Store.Delivery(ctx, c.who, id)
	if err == nil {
		err = onlyAdmin(c)
	}
	if err != nil {
		return nil, err
	}
	bytes, err := api.PartOf(d, in.Part)
	if err != nil {
		return nil, err
	}
	return sent(), v.SendBlob(c.w, c.r, bytes)
}

// takePart takes a part that was skipped, because a person says so.
func (v *V1) takePart(ctx context.Context, c call, in *partIn) (*Answer[Delivery], error) {
	return v.withDelivery(ctx, c, ByID{in.ID}, func(id invoer.DeliveryID) error {
		_, err := v.Gate.Take(ctx, c.who, id, in.Part)
		return err
	})
}
