package api

import (
	"container/list"
	"context"
	"crypto/sha256"
	"fmt"
	"sync"
)

// picture names a picture by its content.
func picture(data []byte, media string) Picture {
	sum := sha256.Sum256(data)
	return Picture{Data: data, Media: media, ETag: fmt.Sprintf(`"%x"`, sum[:12])}
}

// A shelf keeps the pictures that were drawn last, up to so many bytes, and
// lets several who ask for the same one wait for one drawing.
type shelf struct {
	limit  int
	mu     sync.Mutex
	size   int
	order  *list.List // of *drawn, last used first
	byName map[string]*list.Element
	under  map[string]*drawing
}

type drawn struct {
	name string
	Picture
}

type drawing struct {
	done chan struct{}
	Picture
	err error
}

func newShelf(limit int) *shelf {
	return &shelf{limit: limit, order: list.New(), byName: map[string]*list.Element{}, under: map[string]*drawing{}}
}

// get gives the picture of that name, drawing it if need be. The drawing goes
// on when the one who asked first has gone: another may wait for it.
func (s *shelf) get(ctx context.Context, name string, draw func(context.Context) (Picture, error)) (Picture, error) {
	s.mu.Lock()
	if at, here := s.byName[name]; here {
		s.order.MoveToFront(at)
		s.mu.Unlock()
		return at.Value.(*drawn).Picture, nil
	}
	work, begun := s.under[name]
	if !begun {
		work = &drawing{done: make(chan struct{})}
		s.under[name] = work
		go s.draw(context.WithoutCancel(ctx), name, work, draw)
	}
	s.mu.Unlock()
	select {
	case <-work.done:
		return work.Picture, work.err
	case <-ctx.Done():
		return Picture{}, ctx.Err()
	}
}

func (s *shelf) draw(ctx context.Context, name string, work *drawing, draw func(context.Context) (Picture, error)) {
	work.Picture, work.err = draw(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.under, name)
	if work.err == nil {
		s.put(name, work.Picture)
	}
	close(work.done)
}

func (s *shelf) put(name string, p Picture) {
	s.byName[name] = s.order.PushFront(&drawn{name, p})
	s.size += len(p.Data)
	for s.size > s.limit {
		last := s.order.Back()
		old := s.order.Remove(last).(*drawn)
		delete(s.byName, old.name)
		s.size -= len(old.Data)
	}
}
