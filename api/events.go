package api

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// heartbeat keeps proxies from closing a quiet stream, and is when a follower
// looks for himself should a wake have been lost.
const heartbeat = 15 * time.Second

// eventsAtOnce bounds what is read from the database at a time.
const eventsAtOnce = 200

// A Stream is one follower of what happens.
type Stream struct {
	Who   invoer.Scope
	Still func(context.Context) error              // an error ends it: the session or token is gone
	Write func(w io.Writer, e storage.Event) error // one event in its own form; nil: WriteEvent
}

// SendEvents answers with what happens, as server-sent events, until the
// caller goes. It begins behind the event that Last-Event-ID names (header, or
// "after" in the address) and without one at the present.
func (s *Server) SendEvents(w http.ResponseWriter, r *http.Request, stream Stream) error {
	if stream.Write == nil {
		stream.Write = WriteEvent
	}
	st := s.stations.follow(stream.Who.Office)
	defer s.stations.leave(st)
	last, err := s.lastSeen(r, stream.Who)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	follower := &follower{Server: s, Stream: stream, station: st, w: s.PatientAnswer(w), last: last}
	// The answer has begun: an error can only end it, and the browser asks again.
	s.Note(r, follower.run(r.Context()))
	return nil
}

func (s *Server) lastSeen(r *http.Request, who invoer.Scope) (int64, error) {
	said := r.Header.Get("Last-Event-ID")
	if said == "" {
		said = r.URL.Query().Get("after")
	}
	if said == "" {
		return s.Store.LastEvent(r.Context(), who)
	}
	last, err := strconv.ParseInt(said, 10, 64)
	if err != nil || last < 0 {
		return 0, fmt.Errorf("%w: Last-Event-ID %q, want the number of an event", invoer.ErrInvalid, said)
	}
	// Whoever saw more than there is followed a database before it was restored
	// from an older copy: he would hear nothing until its numbers are past his.
	newest, err := s.Store.LastEvent(r.Context(), who)
	return min(last, newest), err
}

type follower struct {
	*Server
	Stream
	station *station
	w       http.ResponseWriter
	last    int64
}

func (f *follower) run(ctx context.Context) error {
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	if err := f.say(": following\nretry: 2000\n\n"); err != nil {
		return nil // gone
	}
	for {
		if err := f.catchUp(ctx); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case _, open := <-f.station.wake:
			if !open {
				return nil
			}
		case <-beat.C:
			if err := f.beat(ctx); err != nil {
				return nil // gone, or no longer allowed
			}
		}
	}
}

func (f *follower) beat(ctx context.Context) error {
	if f.Still != nil {
		if err := f.Still(ctx); err != nil {
			return err
		}
	}
	return f.say(": alive\n\n")
}

func (f *follower) say(text string) error {
	if _, err := io.WriteString(f.w, text); err != nil {
		return err
	}
	return http.NewResponseController(f.w).Flush()
}

// catchUp sends all that happened since the last event that was sent.
func (f *follower) catchUp(ctx context.Context) error {
	for {
		events, err := f.Store.Events(ctx, f.Who, f.last, eventsAtOnce)
		if err != nil {
			return fmt.Errorf("reading events: %w", err)
		}
		for _, e := range events {
			if err := f.Write(f.w, e); err != nil {
				return nil // gone; the context ends too
			}
			f.last = e.ID
		}
		if len(events) > 0 {
			if err := f.say(""); err != nil {
				return nil // gone
			}
		}
		if len(events) < eventsAtOnce {
			return nil
		}
	}
}

// An Announcement is an event as machines get it: identifiers and states only.
type Announcement struct {
	ID       int64             `json:"id"`
	Type     string            `json:"type"`
	At       time.Time         `json:"timestamp"`
	Client   invoer.ClientID   `json:"client,omitempty"`
	Document invoer.DocumentID `json:"document,omitempty"`
	Delivery invoer.DeliveryID `json:"delivery,omitempty"`
	Data     map[string]string `json:"data"`
}

// Announce puts an event in the form for machines.
func Announce(e storage.Event) Announcement {
	if e.Data == nil {
		e.Data = map[string]string{}
	}
	return Announcement{e.ID, e.Kind, e.At.UTC(), e.Client, e.Document, e.Delivery, e.Data}
}

// WriteEvent writes an event in the form for machines.
func WriteEvent(w io.Writer, e storage.Event) error {
	return WriteMessage(w, e.ID, e.Kind, Announce(e))
}

// WriteMessage writes one server-sent event (HTML Living Standard §9.2).
func WriteMessage(w io.Writer, id int64, kind string, data any) error {
	text, err := json.Marshal(data)
	if err != nil {
		return fmt.Errorf("event %d: %w", id, err)
	}
	_, err = fmt.Fprintf(w, "id: %d\nevent: %s\ndata: %s\n\n", id, kind, text)
	return err
}
