package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"mime/multipart"
	"net/http"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/intake"
	"github.com/invoer/invoer/storage"
)

// A Sending is what is known of an upload before its files.
type Sending struct {
	Who    invoer.Scope
	From   string                   // who sends, in words
	Client string                   // code or identifier; empty: nobody says. A form's field "client" says it too.
	Key    string                   // Idempotency-Key
	Check  func(token string) error // of a form's field "csrf", which must stand before its files; nil: none is wanted
}

// ReceiveForm takes the files of a multipart form, whatever their fields are
// called, through the gate, one after the other, without ever having one in memory.
func (s *Server) ReceiveForm(w http.ResponseWriter, r *http.Request, sending Sending) (intake.Receipt, error) {
	r.Body = s.uploadBody(w, r)
	form, err := r.MultipartReader()
	if err != nil {
		return intake.Receipt{}, WithStatus(http.StatusUnsupportedMediaType, fmt.Errorf("%w: body: want multipart/form-data with parts named file: %w", invoer.ErrInvalid, err))
	}
	fields := &fields{Sending: sending}
	return s.receive(r.Context(), sending, fields, fields.files(form))
}

// ReceiveBody takes a request's whole body as one file of that name.
func (s *Server) ReceiveBody(w http.ResponseWriter, r *http.Request, name string, sending Sending) (intake.Receipt, error) {
	body := s.uploadBody(w, r)
	return s.receive(r.Context(), sending, &fields{Sending: sending}, func(yield func(intake.Item, error) bool) {
		yield(intake.Item{Name: name, Body: body}, nil)
	})
}

// uploadBody is a body of at most what the gate takes of one delivery, and the
// lines that a form puts around it.
func (s *Server) uploadBody(w http.ResponseWriter, r *http.Request) io.ReadCloser {
	return http.MaxBytesReader(w, r.Body, s.Gate.MostBytes()+bodyLimit)
}

func (s *Server) receive(ctx context.Context, sending Sending, f *fields, parts iter.Seq2[intake.Item, error]) (intake.Receipt, error) {
	return s.Gate.Accept(ctx, sending.Who, intake.Arrival{
		Owner: func(ctx context.Context) (invoer.ClientID, error) { return s.ClientOf(ctx, sending.Who, f.Client) },
		Via:   invoer.DoorUpload, From: sending.From, Key: sending.Key, Parts: parts,
	})
}

// ClientOf finds a client by its code or identifier. A person of a client gets
// his own without saying so, and no other; for the office "" is nobody yet.
func (s *Server) ClientOf(ctx context.Context, who invoer.Scope, said string) (invoer.ClientID, error) {
	if said == "" {
		return who.Client, nil
	}
	client, err := s.clientBy(ctx, who, said)
	if errors.Is(err, invoer.ErrNotFound) {
		mistake := &invoer.Mistake{Field: "client", Err: fmt.Errorf("%w: %q, want the code or identifier of one of yours", invoer.ErrInvalid, said)}
		return "", cmp.Or(s.noteClient(ctx, who, said), error(mistake))
	}
	return client.ID, err
}

// noteClient notes who sends to the identifier of a client that he may not see; a
// code that is wrong is no guess.
func (s *Server) noteClient(ctx context.Context, who invoer.Scope, said string) error {
	id, err := invoer.ParseID[invoer.ClientID](strings.ToLower(said))
	if err != nil {
		return nil
	}
	return s.Store.NoteGuess(ctx, who, "client of a delivery", string(id))
}

func (s *Server) clientBy(ctx context.Context, who invoer.Scope, said string) (storage.Client, error) {
	if id, err := invoer.ParseID[invoer.ClientID](strings.ToLower(said)); err == nil {
		return s.Store.Client(ctx, who, id)
	}
	return s.Store.ClientByCode(ctx, who, said)
}

// fields are the fields of a form as they come by.
type fields struct {
	Sending
	checked bool
}

// files gives the files of a form and keeps its fields: what has a file's name is a
// file, as clients call their fields what they like, and so is what is called one.
// Other fields are nothing for us.
func (f *fields) files(form *multipart.Reader) iter.Seq2[intake.Item, error] {
	return func(yield func(intake.Item, error) bool) {
		for {
			part, err := form.NextPart()
			if errors.Is(err, io.EOF) {
				return
			}
			item, err := f.part(part, err)
			if err == nil && item.Body == nil {
				continue
			}
			if !yield(item, err) || err != nil {
				return
			}
		}
	}
}

// part is one part of a form: a file, or a field that is kept.
func (f *fields) part(part *multipart.Part, err error) (intake.Item, error) {
	if err != nil {
		return intake.Item{}, fmt.Errorf("%w: multipart body: %w", invoer.ErrInvalid, err)
	}
	name := part.FormName()
	if part.FileName() != "" {
		name = "file"
	}
	switch name {
	case "file":
		if f.Check != nil && !f.checked {
			return intake.Item{}, f.Check("")
		}
		return intake.Item{Name: part.FileName(), Body: part}, nil
	case "client":
		f.Client, err = value(part)
		return intake.Item{}, err
	case "csrf":
		return intake.Item{}, f.check(part)
	}
	return intake.Item{}, nil
}

func (f *fields) check(part *multipart.Part) error {
	token, err := value(part)
	if err != nil || f.Check == nil {
		return err
	}
	f.checked = true
	return f.Check(token)
}

// fieldLimit is for a field that is no file.
const fieldLimit = 1000

func value(part *multipart.Part) (string, error) {
	text, err := io.ReadAll(io.LimitReader(part, fieldLimit+1))
	if err == nil && len(text) > fieldLimit {
		err = fmt.Errorf("%w: field %s is longer than %d bytes", invoer.ErrInvalid, part.FormName(), fieldLimit)
	}
	return strings.TrimSpace(string(text)), err
}
