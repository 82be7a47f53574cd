package main

import (
	"bufio"
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api"
)

// followed wakes those who wait for a delivery when the server says that
// something happened to it.
type followed struct {
	mu      sync.Mutex
	waiting map[invoer.DeliveryID]chan struct{}
}

func newFollowed() *followed {
	return &followed{waiting: map[invoer.DeliveryID]chan struct{}{}}
}

// of gives the bell of a delivery.
func (f *followed) of(id invoer.DeliveryID) <-chan struct{} {
	f.mu.Lock()
	defer f.mu.Unlock()
	bell, there := f.waiting[id]
	if !there {
		bell = make(chan struct{}, 1)
		f.waiting[id] = bell
	}
	return bell
}

func (f *followed) wake(id invoer.DeliveryID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	select {
	case f.waiting[id] <- struct{}{}:
	default: // nobody waits, or he is awake already
	}
}

// run follows the server's events until ctx ends. A stream that breaks is
// begun again behind the last event; those who wait also look for themselves
// now and then, so nothing hangs on it.
func (f *followed) run(ctx context.Context, server *remote) {
	query := url.Values{}
	for ctx.Err() == nil {
		f.stream(ctx, server, query)
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}

func (f *followed) stream(ctx context.Context, server *remote, query url.Values) {
	answer, err := server.send(ctx, "GET", "/events", query, nil)
	if err != nil {
		return // asked again in a second
	}
	defer answer.Body.Close()
	lines := bufio.NewScanner(answer.Body)
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		switch name {
		case "id":
			query.Set("after", value)
		case "data":
			var event api.Announcement
			if json.Unmarshal([]byte(value), &event) == nil {
				f.wake(event.Delivery)
			}
		}
	}
}
