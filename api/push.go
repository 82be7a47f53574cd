package api

import (
	"bytes"
	"context"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api/portal/locale"
	"github.com/invoer/invoer/storage"
)

// Pushes tells browsers that something waits for their person, through the push
// services of their makers (RFC 8030): that there is a question or an answer, at
// which office, and nothing of a document. What is due is in the database, so
// several machines may send.
type Pushes struct {
	Store   *storage.Store
	Log     *slog.Logger
	Now     func() time.Time
	Private bool // the operator lets them reach private addresses too
}

const (
	pushLife  = 24 * time.Hour // after which the service need not deliver any more (RFC 8030 §5.2)
	mostTries = 8              // of one message, over about four hours
)

// Run sends until ctx ends.
func (u *Pushes) Run(ctx context.Context) error {
	return u.run(ctx, outward(u.Private, hookPatience))
}

func (u *Pushes) run(ctx context.Context, client *http.Client) error {
	o := newOutbox(u, client)
	defer o.wait.Wait()
	everySoOften(ctx, u.Log, "push messages", o.more, func() error { return o.sendDue(ctx) })
	return nil
}

// pushesAtOnce is how many messages are sent at the same time.
const pushesAtOnce = 32

// An outbox sends what is due, several at once, and waits for no answer: a
// service that is slow has its own messages waiting and nobody else's.
type outbox struct {
	pushes *Pushes
	client *http.Client
	wait   sync.WaitGroup
	free   atomic.Int32  // of pushesAtOnce
	more   chan struct{} // something is told when one more may be sent
}

func newOutbox(u *Pushes, client *http.Client) *outbox {
	o := &outbox{pushes: u, client: client, more: make(chan struct{}, 1)}
	o.free.Store(pushesAtOnce)
	return o
}

// sendDue begins to send as much of what is due as there is room for.
func (o *outbox) sendDue(ctx context.Context) error {
	free := int(o.free.Load())
	if free == 0 {
		return nil
	}
	due, err := o.pushes.Store.DuePushes(ctx, free, hookLease)
	if err != nil || len(due) == 0 {
		return err
	}
	key, err := pushKey(ctx, o.pushes.Store)
	if err != nil {
		return err
	}
	o.free.Add(-int32(len(due))) // at most as many as were asked for
	for _, p := range due {
		o.wait.Go(func() {
			o.pushes.try(ctx, o.client, key, p)
			o.leave()
		})
	}
	return nil
}

// leave gives a place back. Who found none free is told.
func (o *outbox) leave() {
	if o.free.Add(1) > 1 {
		return
	}
	select {
	case o.more <- struct{}{}:
	default: // it was told, and has not looked yet
	}
}

// try sends one message and writes down how it went. A browser that is gone
// (RFC 8030 §7.3) is forgotten.
func (u *Pushes) try(ctx context.Context, client *http.Client, key *ecdsa.PrivateKey, p storage.Push) {
	status, err := u.send(ctx, client, key, p)
	if ctx.Err() != nil {
		return // we leave: its lease ends, and another try follows
	}
	end, next := storage.PushDone, time.Time{}
	switch {
	case status == http.StatusNotFound || status == http.StatusGone:
		end = storage.PushGone
	case err != nil && p.Tries < mostTries:
		end, next = storage.PushLater, u.Now().Add(time.Minute<<p.Tries)
	}
	if err != nil {
		u.Log.Info("push message", "user", p.Who.User, "status", status, "tries", p.Tries, "err", err)
	}
	if err := u.Store.NotePush(ctx, p, end, next); err != nil {
		u.Log.Warn("push message", "user", p.Who.User, "err", err) // it is sent twice, and shown once: it has a tag
	}
}

// send makes one request. It gives the status of the answer, 0 for none, and an
// error unless it was 2xx.
func (u *Pushes) send(ctx context.Context, client *http.Client, key *ecdsa.PrivateKey, p storage.Push) (int, error) {
	message, err := json.Marshal(map[string]string{"title": p.OfficeName, "body": locale.Say(p.Language, "push."+p.About), "url": "/questions", "tag": p.About})
	if err != nil {
		return 0, err
	}
	body, err := sealOnce(message, p.Key, p.Auth)
	if err != nil {
		return http.StatusGone, err // nobody will ever read what is sealed for that key
	}
	token, err := vouch(key, p.Endpoint, p.Origin, u.Now())
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(ctx, hookPatience)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.Endpoint, bytes.NewReader(body))
	if err != nil {
		return http.StatusGone, plain(err)
	}
	r.Header.Set("Authorization", token)
	r.Header.Set("Content-Type", "application/octet-stream")
	r.Header.Set("Content-Encoding", "aes128gcm")
	r.Header.Set("TTL", fmt.Sprint(int(pushLife.Seconds())))
	r.Header.Set("Topic", p.About) // one that waits takes the place of the one before (RFC 8030 §5.4)
	return accepted(client, r)
}

// pushKey is the house's own key, made when it is first asked for.
func pushKey(ctx context.Context, store *storage.Store) (*ecdsa.PrivateKey, error) {
	offered, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	scalar, err := store.PushKey(ctx, offered.Bytes())
	if err != nil {
		return nil, err
	}
	return ecdsa.ParseRawPrivateKey(elliptic.P256(), scalar)
}

// PushKey is what a browser must name when it asks its push service for
// messages of this house (RFC 8292 §4.1).
func (s *Server) PushKey(ctx context.Context) (string, error) {
	key, err := pushKey(ctx, s.Store)
	if err != nil {
		return "", err
	}
	public, err := key.PublicKey.ECDH()
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(public.Bytes()), nil
}

// PushSubscription reads what a browser tells of itself: its push service's
// address, which must be https and not a private one, and its keys in base64url.
func (s *Server) PushSubscription(endpoint, key, auth string) (p storage.PushSubscription, err error) {
	at, err := url.Parse(endpoint)
	if err != nil || at.Scheme != "https" || at.Host == "" || at.User != nil || len(endpoint) > 1000 {
		return p, fmt.Errorf("%w: address of a push service: want https://host/path", invoer.ErrInvalid)
	}
	if host, err := hostOf(at); err != nil || !s.PrivateHooks && !host.public() {
		return p, fmt.Errorf("%w: address of a push service: want a public one", invoer.ErrInvalid)
	}
	decode := func(text string) ([]byte, error) {
		return base64.RawURLEncoding.DecodeString(strings.TrimRight(text, "="))
	}
	p.Endpoint = endpoint
	if p.Key, err = decode(key); err == nil {
		_, err = ecdh.P256().NewPublicKey(p.Key)
	}
	if err != nil {
		return p, fmt.Errorf("%w: key of a browser: want a point of P-256", invoer.ErrInvalid)
	}
	if p.Auth, err = decode(auth); err != nil || len(p.Auth) != 16 {
		return p, fmt.Errorf("%w: secret of a browser: want 16 bytes", invoer.ErrInvalid)
	}
	return p, nil
}
