package storagetest

import (
	"bytes"
	"sync"
)

// Said is what a part says while a test reads it, as a log or a child's
// standard error. The zero Said is empty; it is safe for concurrent use.
type Said struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

// Write appends p and never fails.
func (s *Said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.Write(p)
}

// String is all that was said so far.
func (s *Said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.String()
}
