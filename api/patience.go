package api

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/invoer/invoer"
)

// How long a caller may be silent while he sends or takes. What moves may take
// as long as it likes.
const (
	bodyPatience   = 30 * time.Second
	answerPatience = 2 * time.Minute
)

// A patience sets the time limits of one connection anew. Connections that
// know none (in a test's recorder) have none, so what comes back is of no use.
type patience struct {
	control *http.ResponseController
	now     func() time.Time
}

func (s *Server) patience(w http.ResponseWriter) patience {
	return patience{http.NewResponseController(w), s.Now}
}

func (p patience) read()    { _ = p.control.SetReadDeadline(p.now().Add(bodyPatience)) }    // see patience
func (p patience) endRead() { _ = p.control.SetReadDeadline(time.Time{}) }                  // see patience
func (p patience) write()   { _ = p.control.SetWriteDeadline(p.now().Add(answerPatience)) } // see patience

// patientBody is a request's body that may come as slowly as it likes as long
// as it comes. It has a limit only while it is read: one that ran out
// afterwards would end the request's context, and that of all others on the
// same connection.
type patientBody struct {
	patience
	io.ReadCloser
}

// Read reads, with the wait begun anew.
func (p *patientBody) Read(b []byte) (int, error) {
	p.read()
	defer p.endRead()
	defer p.write()
	n, err := p.ReadCloser.Read(b)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = WithStatus(http.StatusBadRequest, fmt.Errorf("%w: the connection ended before the request did: %w", invoer.ErrInvalid, err))
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = WithStatus(http.StatusRequestTimeout, fmt.Errorf("%w: nothing came for %s: %w", invoer.ErrInvalid, bodyPatience, err))
	}
	return n, err
}

// PatientAnswer is an answer that may be taken as slowly as the caller likes
// as long as he takes it.
func (s *Server) PatientAnswer(w http.ResponseWriter) http.ResponseWriter {
	return &patientAnswer{w, s.patience(w)}
}

type patientAnswer struct {
	http.ResponseWriter
	patience
}

// Write writes, and begins the wait anew.
func (p *patientAnswer) Write(b []byte) (int, error) {
	p.write()
	return p.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (p *patientAnswer) Unwrap() http.ResponseWriter { return p.ResponseWriter }
