package mail

import (
	"crypto/tls"
	"errors"
	"net"
	"sync"
	"time"
)

// lines is a listener whose connections are bounded: how many at a time, how
// long a peer may be silent, how much it may say before it is answered.
type lines struct {
	net.Listener
	limits Limits
	now    func() time.Time

	mu      sync.Mutex
	open    map[*line]bool
	retired bool
}

// Accept takes the next connection. One too many hears so and is closed.
func (l *lines) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if c := l.add(conn); c != nil {
			return c, nil
		}
		l.sendAway(conn)
	}
}

// sendAway closes a connection that we have no place for. A peer that does not
// hear why finds out by itself.
func (l *lines) sendAway(conn net.Conn) {
	_ = conn.SetWriteDeadline(l.now().Add(time.Second))
	_, _ = conn.Write([]byte("421 4.3.2 Too many connections, try again later\r\n"))
	_ = conn.Close()
}

func (l *lines) add(conn net.Conn) *line {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.open) >= l.limits.Connections || l.retired {
		return nil
	}
	c := &line{Conn: conn, of: l}
	l.open[c] = true
	return c
}

// retire makes every connection end as soon as no message comes in on it.
func (l *lines) retire() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.retired = true
	for c := range l.open {
		c.retire()
	}
}

// A line is one connection. go-smtp bounds the length of a line everywhere or
// nowhere; here messages may have lines of any length and commands may not.
type line struct {
	net.Conn
	of *lines

	mu         sync.Mutex
	message    bool  // a message is coming in
	unanswered int64 // bytes since we last said something
	until      time.Time
	retired    bool
}

// longestMessage is how long one message may take to come in, and mostCommands
// how many bytes of commands are read ahead of their answers.
const (
	longestMessage = 30 * time.Minute
	mostCommands   = 1 << 20
)

var errTooMuch = errors.New("more bytes than were asked for")

// Read waits for a silent peer no longer than the limits allow.
func (c *line) Read(p []byte) (int, error) {
	if err := c.wait(); err != nil {
		return 0, err
	}
	n, err := c.Conn.Read(p)
	c.mu.Lock()
	defer c.mu.Unlock()
	most := int64(mostCommands)
	if c.message {
		most += 2 * c.of.limits.Bytes
	}
	if c.unanswered += int64(n); c.unanswered > most {
		return 0, errTooMuch
	}
	return n, err
}

func (c *line) wait() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	until := c.of.now().Add(c.of.limits.Patience)
	if c.message && c.until.Before(until) {
		until = c.until
	}
	if c.retired && !c.message {
		until = time.Unix(0, 0)
	}
	return c.SetReadDeadline(until)
}

// Write answers.
func (c *line) Write(p []byte) (int, error) {
	c.mu.Lock()
	c.unanswered = 0
	c.mu.Unlock()
	if err := c.SetWriteDeadline(c.of.now().Add(c.of.limits.Patience)); err != nil {
		return 0, err
	}
	return c.Conn.Write(p)
}

// Close gives the place to another connection.
func (c *line) Close() error {
	c.of.mu.Lock()
	delete(c.of.open, c)
	c.of.mu.Unlock()
	return c.Conn.Close()
}

// begin and end stand around a message.
func (c *line) begin() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.message, c.until = true, c.of.now().Add(longestMessage)
}

func (c *line) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.message = false
}

func (c *line) retire() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.retired = true
	if !c.message {
		_ = c.SetReadDeadline(time.Unix(0, 0)) // a closed one is gone already
	}
}

// lineOf is the line below TLS.
func lineOf(conn net.Conn) *line {
	if secure, ok := conn.(*tls.Conn); ok {
		conn = secure.NetConn()
	}
	return conn.(*line)
}
