package api

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// Hooks tells webhooks of events: signed as Standard Webhooks 1.0.0 says, with
// nothing in the body but identifiers and states, again and again over a day
// until the receiver says yes. All attempts are in the database, so several
// machines may send and none is lost or forgotten.
type Hooks struct {
	Store   *storage.Store
	Log     *slog.Logger
	Now     func() time.Time
	Private bool // the operator lets them reach private addresses too
}

const (
	hookPatience = 15 * time.Second // for one answer
	hookLease    = time.Minute      // in which no other machine tries the same
	hookPause    = time.Second      // between two looks for what is due
)

// hookShare is how many webhooks are told at once, and how many events each: a
// receiver that does not answer keeps its own waiting and nobody else's.
var hookShare = storage.Share{Webhooks: 128, OfEach: 4, OfOffice: 8}

// pauses are those before the second try, the third, and so on: about a day in
// all. After the last one it is given up; a person can send it again.
var pauses = []time.Duration{5 * time.Second, time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 8 * time.Hour, 8 * time.Hour}

// Run sends until ctx ends.
func (h *Hooks) Run(ctx context.Context) error {
	r := newRound(h)
	defer r.wait.Wait()
	everySoOften(ctx, h.Log, "webhooks", r.more, func() error { return r.sendDue(ctx) })
	return nil
}

// everySoOften looks for what is due until ctx ends, and at once when there is
// more. A look that fails is noted: the next one tries again.
func everySoOften(ctx context.Context, log *slog.Logger, what string, more <-chan struct{}, look func() error) {
	tick := time.NewTicker(hookPause)
	defer tick.Stop()
	for {
		if err := look(); err != nil && ctx.Err() == nil {
			log.Warn(what, "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-more:
		}
	}
}

// A round goes from webhook to webhook with what is due, and comes back to none
// before it has answered or used up its time.
type round struct {
	hooks  *Hooks
	client *http.Client
	wait   sync.WaitGroup
	more   chan struct{} // something is told when there may be more for a webhook

	mu   sync.Mutex
	busy map[string]bool // webhooks
}

func newRound(h *Hooks) *round {
	return &round{hooks: h, client: h.client(), more: make(chan struct{}, 1), busy: map[string]bool{}}
}

// sendDue begins to send what is due to webhooks that are told of nothing now,
// and does not wait for their answers.
func (r *round) sendDue(ctx context.Context) error {
	due, err := r.hooks.Store.DueAttempts(ctx, r.share(), hookLease)
	if err != nil {
		return err
	}
	of := map[string][]storage.Dispatch{}
	for _, d := range due {
		of[d.Webhook] = append(of[d.Webhook], d)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for webhook, events := range of {
		r.busy[webhook] = true
		r.wait.Go(func() { r.tell(ctx, webhook, events) })
	}
	return nil
}

// share is what may be taken now.
func (r *round) share() storage.Share {
	r.mu.Lock()
	defer r.mu.Unlock()
	share := hookShare
	share.Busy = slices.Collect(maps.Keys(r.busy))
	share.Webhooks -= len(share.Busy)
	return share
}

// tell sends a webhook its events, at the same time.
func (r *round) tell(ctx context.Context, webhook string, events []storage.Dispatch) {
	var wait sync.WaitGroup
	for _, d := range events {
		wait.Go(func() { r.hooks.try(ctx, r.client, d) })
	}
	wait.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.busy, webhook)
	if len(events) < hookShare.OfEach {
		return
	}
	select {
	case r.more <- struct{}{}:
	default: // it was told, and has not looked yet
	}
}

// try sends one event and writes down how it went.
func (h *Hooks) try(ctx context.Context, client *http.Client, d storage.Dispatch) {
	status, err := send(ctx, client, d, h.Now())
	if ctx.Err() != nil {
		return // we leave: its lease ends, and another try follows
	}
	next, fault := time.Time{}, ""
	if err != nil {
		next, fault = h.next(d.Attempts, status), err.Error()
	}
	if err := h.Store.NoteAttempt(ctx, d.Office, d.ID, status, fault, err == nil, next); err != nil {
		h.Log.Warn("webhook", "attempt", d.ID, "office", d.Office, "err", err) // it is sent twice, which receivers must bear
	}
}

// next is when it is tried again after so many tries; zero when it is given
// up. A receiver that says "gone" is believed.
func (h *Hooks) next(tried, status int) time.Time {
	if tried >= len(pauses) || status == http.StatusGone {
		return time.Time{}
	}
	pause := pauses[max(0, tried)]
	return h.Now().Add(pause + rand.N(pause/10))
}

// send makes one request. It gives the status of the answer, 0 for none, and
// an error unless it was 2xx.
func send(ctx context.Context, client *http.Client, d storage.Dispatch, now time.Time) (int, error) {
	body, err := json.Marshal(Announce(d.Event))
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(ctx, hookPatience)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, d.URL, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	if err := sign(r.Header, d, now, body); err != nil {
		return 0, err
	}
	return accepted(client, r)
}

// accepted makes a request. It gives the status of the answer, 0 for none, and
// an error unless it was 2xx.
func accepted(client *http.Client, r *http.Request) (int, error) {
	answer, err := client.Do(r)
	if err != nil {
		return 0, plain(err)
	}
	defer answer.Body.Close()
	_, _ = io.CopyN(io.Discard, answer.Body, 64<<10) // so that the connection can be used again; what it says is nothing to us
	if answer.StatusCode < 200 || answer.StatusCode > 299 {
		return answer.StatusCode, fmt.Errorf("answered %d, want 2xx", answer.StatusCode)
	}
	return answer.StatusCode, nil
}

// plain is the error without the address, which stands beside it.
func plain(err error) error {
	if u, ok := err.(*url.Error); ok {
		return u.Err
	}
	return err
}

// sign sets the headers of Standard Webhooks 1.0.0: the same id for each try of
// one event, the time of this try, and HMAC-SHA256 over both and the body.
func sign(h http.Header, d storage.Dispatch, now time.Time, body []byte) error {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(d.Secret, "whsec_"))
	if err != nil {
		return fmt.Errorf("secret of webhook %s: %w", d.Webhook, err)
	}
	id, at := "msg_"+d.ID, strconv.FormatInt(now.Unix(), 10)
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%s.%s", id, at, body)
	h.Set("Content-Type", "application/json")
	h.Set("User-Agent", "invoer")
	h.Set("Webhook-Id", id)
	h.Set("Webhook-Timestamp", at)
	h.Set("Webhook-Signature", "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	return nil
}

// EventKinds are the kinds of events that a webhook can ask for.
var EventKinds = []string{
	"delivery.received", "document.waiting", "document.read", "document.held", "document.changed", "document.approved",
	"document.rejected", "document.reopened", "document.moved", "document.archived", "document.joined", "document.separated", "document.message",
	"batch.made", "batch.confirmed", "batch.taken-back", "automatic.stopped", "automatic.resumed",
}

// CheckHook refuses an address that cannot be a webhook's and kinds of events
// that do not exist: an invoer.Mistake of the field url or kinds.
func (s *Server) CheckHook(address string, kinds []string) error {
	if err := s.checkHookAddress(address); err != nil {
		return &invoer.Mistake{Field: "url", Err: err}
	}
	for _, kind := range kinds {
		if !slices.Contains(EventKinds, kind) {
			return &invoer.Mistake{Field: "kinds", Err: fmt.Errorf("%w: kind of event %q, want one of %s", invoer.ErrInvalid, kind, strings.Join(EventKinds, ", "))}
		}
	}
	return nil
}

// checkHookAddress refuses a private address, however it is written. Where a
// name leads is decided when it is reached, as names change.
func (s *Server) checkHookAddress(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return fmt.Errorf("%w: address of a webhook: want https://host/path", invoer.ErrInvalid)
	}
	if u.User != nil {
		return fmt.Errorf("%w: address of a webhook: want none with a name and password, as it is shown to people", invoer.ErrInvalid)
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
			return fmt.Errorf("%w: address of a webhook: port %s, want 1 to 65535", invoer.ErrInvalid, port)
		}
	}
	host, err := hostOf(u)
	if err != nil {
		return fmt.Errorf("%w: address of a webhook: %w", invoer.ErrInvalid, err)
	}
	if !s.PrivateHooks && !host.public() {
		return fmt.Errorf("%w: address of a webhook: it is private; the operator can allow those (serve --webhooks-to-private)", invoer.ErrInvalid)
	}
	return nil
}
