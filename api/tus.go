package api

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/intake"
	"github.com/invoer/invoer/intake/upload"
)

// Uploads in pieces: the core protocol of tus 1.0.0 with its extensions creation,
// expiration and termination (https://tus.io/protocols/resumable-upload). An upload
// whose last byte came is a delivery before it is answered. When that fails it
// becomes one as soon as anybody asks for it: a sender for whom all is sent when
// its offset is its length never hears a yes before. Without being asked it
// becomes one later (DeliverUploads).

// DeliveryHeader names, in the answer to the last piece, what an upload became.
const DeliveryHeader = "Invoer-Delivery"

const (
	tusVersion = "1.0.0"
	pieceMedia = "application/offset+octet-stream"
)

// A tusHandler answers one method for one sender.
type tusHandler func(w http.ResponseWriter, r *http.Request, sending Sending) error

// Tus answers a request of the protocol, on the path of all uploads (id is
// empty) or of one. base stands before an identifier in an upload's address.
func (s *Server) Tus(w http.ResponseWriter, r *http.Request, sending Sending, base, id string) error {
	if s.Uploads == nil {
		return fmt.Errorf("%w: uploads in pieces", invoer.ErrNotFound)
	}
	w.Header().Set("Tus-Resumable", tusVersion)
	w.Header().Set("Cache-Control", "no-store")
	method := methodOf(r)
	handlers := map[string]tusHandler{
		http.MethodHead:   func(w http.ResponseWriter, r *http.Request, by Sending) error { return s.tellUpload(w, r, by, id) },
		http.MethodPatch:  func(w http.ResponseWriter, r *http.Request, by Sending) error { return s.continueUpload(w, r, by, id) },
		http.MethodDelete: func(w http.ResponseWriter, r *http.Request, by Sending) error { return s.endUpload(w, r, by, id) },
	}
	if id == "" {
		handlers = map[string]tusHandler{http.MethodPost: func(w http.ResponseWriter, r *http.Request, by Sending) error { return s.beginUpload(w, r, by, base) }}
	}
	if method == http.MethodOptions {
		s.tellTus(w)
		return nil
	}
	handle, known := handlers[method]
	if !known {
		return WithStatus(http.StatusMethodNotAllowed, fmt.Errorf("%w: method %s of an upload", invoer.ErrInvalid, method))
	}
	if got := r.Header.Get("Tus-Resumable"); got != tusVersion {
		w.Header().Set("Tus-Version", tusVersion)
		return WithStatus(http.StatusPreconditionFailed, fmt.Errorf("%w: Tus-Resumable %q, want %s", invoer.ErrInvalid, got, tusVersion))
	}
	return handle(w, r, sending)
}

// methodOf is what a request is to do: who cannot send others than POST says it in
// a field (tus, X-HTTP-Method-Override).
func methodOf(r *http.Request) string {
	if said := r.Header.Get("X-HTTP-Method-Override"); said != "" && r.Method == http.MethodPost {
		return strings.ToUpper(said)
	}
	return r.Method
}

func (s *Server) tellTus(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Tus-Version", tusVersion)
	h.Set("Tus-Extension", "creation,expiration,termination")
	h.Set("Tus-Max-Size", strconv.FormatInt(s.Uploads.Most(), 10))
	w.WriteHeader(http.StatusNoContent)
}

func (s *Server) beginUpload(w http.ResponseWriter, r *http.Request, by Sending, base string) error {
	size, err := strconv.ParseInt(r.Header.Get("Upload-Length"), 10, 64)
	if err != nil {
		return WithStatus(http.StatusBadRequest, fmt.Errorf("%w: Upload-Length %q, want the file's size in bytes", invoer.ErrInvalid, r.Header.Get("Upload-Length")))
	}
	said, err := metadata(r.Header.Get("Upload-Metadata"))
	if err != nil {
		return WithStatus(http.StatusBadRequest, err)
	}
	if said["client"] != "" {
		by.Client = said["client"]
	}
	client, err := s.ClientOf(r.Context(), by.Who, by.Client)
	if err != nil {
		return err
	}
	u, err := s.Uploads.Begin(by.Who, upload.Upload{Client: client, From: by.From, Name: said["filename"], Mark: said["mark"], Size: size})
	if err != nil {
		return err
	}
	w.Header().Set("Location", base+u.ID)
	if u.Whole() { // nothing more comes of a file without bytes
		if _, err := s.DeliverUpload(r.Context(), by.Who, u.ID); err != nil {
			return err
		}
	}
	s.tellExpiry(w, u)
	w.WriteHeader(http.StatusCreated)
	return nil
}

// metadata reads "key base64,key base64" (tus, Upload-Metadata).
func metadata(header string) (map[string]string, error) {
	said := map[string]string{}
	if len(header) > 4<<10 {
		return nil, fmt.Errorf("%w: Upload-Metadata of %d bytes, want at most 4096", invoer.ErrInvalid, len(header))
	}
	for pair := range strings.SplitSeq(header, ",") {
		key, coded, _ := strings.Cut(strings.TrimSpace(pair), " ")
		value, err := base64.StdEncoding.DecodeString(strings.TrimSpace(coded))
		if err != nil {
			return nil, fmt.Errorf("%w: Upload-Metadata %s: want base64", invoer.ErrInvalid, key)
		}
		said[key] = string(value)
	}
	return said, nil
}

// tellUpload tells how much of an upload came. All of it is told only of one that
// became a delivery.
func (s *Server) tellUpload(w http.ResponseWriter, r *http.Request, by Sending, id string) error {
	u, err := s.DeliverUpload(r.Context(), by.Who, id)
	if err != nil {
		return err
	}
	s.tellOffset(w, u)
	w.WriteHeader(http.StatusOK)
	return nil
}

// DeliverUpload gives an upload of who as it stands, and makes a delivery of it
// first if all of it came and that was not done.
func (s *Server) DeliverUpload(ctx context.Context, who invoer.Scope, id string) (upload.Upload, error) {
	u, err := s.Uploads.Hold(ctx, who, id)
	if err != nil {
		return upload.Upload{}, err
	}
	defer u.Release()
	if u.Waits() {
		err = s.deliver(context.WithoutCancel(ctx), who, u)
	}
	return u.Upload, err
}

// betweenUploads is how often uploads are looked for that came whole and became no
// delivery.
const betweenUploads = time.Minute

// DeliverUploads makes deliveries of uploads that came whole while the gate did not
// take them, until ctx ends: whoever sent them may have gone.
func (s *Server) DeliverUploads(ctx context.Context) error {
	if s.Uploads == nil {
		return nil
	}
	tick := time.NewTicker(betweenUploads)
	defer tick.Stop()
	for {
		s.deliverWaiting(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

func (s *Server) deliverWaiting(ctx context.Context) {
	waiting, err := s.Uploads.Waiting()
	if err != nil {
		s.Log.WarnContext(ctx, "uploads", "err", err)
	}
	for _, u := range waiting {
		if ctx.Err() != nil {
			return
		}
		who, err := s.senderOf(ctx, u)
		if err == nil {
			_, err = s.DeliverUpload(ctx, who, u.ID)
		}
		if err != nil {
			s.Log.WarnContext(ctx, "upload that came whole", "office", string(u.Office), "upload", u.ID, "err", err)
		}
	}
}

// senderOf is who began an upload, as what he is now.
func (s *Server) senderOf(ctx context.Context, u upload.Upload) (invoer.Scope, error) {
	user, err := s.Store.User(ctx, invoer.Machine(u.Office), u.User)
	return invoer.Scope{Office: u.Office, Client: user.Client, User: u.User, Role: user.Role}, err
}

// tellExpiry tells until when an upload can be gone on with (tus, expiration).
func (s *Server) tellExpiry(w http.ResponseWriter, u upload.Upload) {
	if at := s.Uploads.Expires(u); !at.IsZero() && !u.Whole() {
		w.Header().Set("Upload-Expires", at.UTC().Format(http.TimeFormat))
	}
}

func (s *Server) tellOffset(w http.ResponseWriter, u upload.Upload) {
	s.tellExpiry(w, u)
	w.Header().Set("Upload-Offset", strconv.FormatInt(u.Offset, 10))
	w.Header().Set("Upload-Length", strconv.FormatInt(u.Size, 10))
	if u.Delivery != "" {
		w.Header().Set(DeliveryHeader, string(u.Delivery))
	}
}

// continueUpload takes a piece, and makes a delivery of the upload when it was
// the last one.
func (s *Server) continueUpload(w http.ResponseWriter, r *http.Request, by Sending, id string) error {
	if got := r.Header.Get("Content-Type"); got != pieceMedia {
		return WithStatus(http.StatusUnsupportedMediaType, fmt.Errorf("%w: Content-Type %q, want %s", invoer.ErrInvalid, got, pieceMedia))
	}
	offset, err := strconv.ParseInt(r.Header.Get("Upload-Offset"), 10, 64)
	if err != nil {
		return WithStatus(http.StatusBadRequest, fmt.Errorf("%w: Upload-Offset %q, want a number of bytes", invoer.ErrInvalid, r.Header.Get("Upload-Offset")))
	}
	u, err := s.Uploads.Hold(r.Context(), by.Who, id)
	if err != nil {
		return err
	}
	defer u.Release()
	over := &line{http.NewResponseController(w)}
	if err := u.Append(upload.Piece{Offset: offset, Body: r.Body, Interrupt: over.cut}); err != nil {
		w.Header().Set("Connection", "close") // what is left of the piece is not wanted
		over.cut()
		return err
	}
	if u.Waits() {
		if err := s.deliver(context.WithoutCancel(r.Context()), by.Who, u); err != nil {
			return err
		}
	}
	s.tellOffset(w, u.Upload)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// A line is what a piece comes over.
type line struct{ *http.ResponseController }

// cut ends whatever reading of it waits. A recorder of a test has no deadlines,
// and no line to cut.
func (l *line) cut() { _ = l.SetReadDeadline(time.Unix(1, 0)) }

// deliver gives a whole upload to the gate. Its key makes a second time the
// first one again, when the answer to that got lost.
func (s *Server) deliver(ctx context.Context, who invoer.Scope, u *upload.Hold) error {
	bytes, err := u.Bytes()
	if err != nil {
		return err
	}
	defer bytes.Close()
	receipt, err := s.Gate.Accept(ctx, who, intake.Arrival{
		Client: u.Client, Via: invoer.DoorUpload, From: u.From, Key: u.Key(),
		Parts: func(yield func(intake.Item, error) bool) { yield(intake.Item{Name: u.Name, Body: bytes}, nil) },
	})
	if err != nil {
		return err
	}
	return u.Became(receipt.Delivery.ID)
}

func (s *Server) endUpload(w http.ResponseWriter, r *http.Request, by Sending, id string) error {
	u, err := s.Uploads.Hold(r.Context(), by.Who, id)
	if err != nil {
		return err
	}
	defer u.Release()
	if err := u.End(); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
