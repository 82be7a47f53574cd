package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/invoer/invoer"
)

// A Glance is what can be read in a photo at first sight.
type Glance struct {
	Amount, Date, Number bool
	Late                 bool // there was no time to look for what was not found
}

const (
	glancePatience = 1800 * time.Millisecond // whoever holds a telephone over a paper waits two seconds, with the way there and back
	glanceLimit    = 6 << 20                 // bytes of a photo that was made smaller for this
	mostGlances    = 2                       // at once: reading has the machine
)

// Glance reads the photo that is a request's body, in child processes and
// without keeping anything of it, and tells what can be found in it. It takes
// less than two seconds: where that is too short, or others are looked at, the
// glance is Late and tells what was found by then. What is no picture is an
// invoer.Unreadable.
func (s *Server) Glance(w http.ResponseWriter, r *http.Request, own invoer.Own, today invoer.Date) (Glance, error) {
	begun := s.Now()
	photo, err := s.photo(w, r)
	if err != nil {
		return Glance{}, err
	}
	defer os.Remove(photo)
	select {
	case s.glances <- struct{}{}:
		defer func() { <-s.glances }()
	default:
		return Glance{Late: true}, nil
	}
	ctx, cancel := context.WithDeadline(r.Context(), begun.Add(glancePatience))
	defer cancel()
	seen, err := s.Reader.Glance(ctx, photo, own, today)
	if err != nil {
		return Glance{}, err
	}
	return Glance{Amount: seen.Amount, Date: seen.Date, Number: seen.Number, Late: !seen.Whole && !seen.All()}, nil
}

// photo keeps a request's body in a file until it was looked at.
func (s *Server) photo(w http.ResponseWriter, r *http.Request) (path string, err error) {
	file, err := os.CreateTemp("", "glance-*")
	if err != nil {
		return "", fmt.Errorf("%w: keeping a photo: %w", invoer.ErrUnavailable, err)
	}
	_, err = io.Copy(file, http.MaxBytesReader(w, r.Body, glanceLimit))
	if err = errors.Join(err, file.Close()); err != nil {
		os.Remove(file.Name())
		return "", fmt.Errorf("photo: %w", err)
	}
	return file.Name(), nil
}
