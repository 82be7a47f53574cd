package child

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"syscall"

	"github.com/invoer/invoer"
)

// A Request is one piece of work for a child.
type Request struct {
	Args json.RawMessage
	Data []byte
}

// Decode reads the arguments into v.
func (r Request) Decode(v any) error {
	if err := json.Unmarshal(r.Args, v); err != nil {
		return fmt.Errorf("arguments: %w", err)
	}
	return nil
}

// A Handler does one kind of work. Its result is sent as JSON and its data
// raw. An invoer.Unreadable reaches the caller with its code.
type Handler func(Request) (result any, data []byte, err error)

// A Setup makes the handlers of a child from the settings that the pool's
// owner gave; it runs once, before the first request.
type Setup func(settings json.RawMessage) (map[string]Handler, error)

// hello is the first frame that a child gets.
type hello struct {
	MemoryMiB int             `json:"memory_mib"`
	Settings  json.RawMessage `json:"settings"`
}

type call struct {
	Op   string          `json:"op"`
	Args json.RawMessage `json:"args"`
}

type answer struct {
	Result json.RawMessage `json:"result,omitempty"`
	Fault  *fault          `json:"fault,omitempty"`
}

// A fault is an error on its way over the pipe.
type fault struct {
	Code   invoer.Code `json:"code,omitempty"` // empty unless it is an invoer.Unreadable
	Kind   string      `json:"kind,omitempty"` // the kind of error in errors.go
	Detail string      `json:"detail"`
}

// Serve does the work that comes in on r, one piece after the other, and
// answers on w. It returns nil when r ends.
func Serve(r io.Reader, w io.Writer, setup Setup) error {
	in, out := bufio.NewReaderSize(r, 64<<10), bufio.NewWriterSize(w, 64<<10)
	first, err := readFrame(in)
	if err != nil {
		return fmt.Errorf("waiting for the first frame: %w", err)
	}
	var h hello
	if err := json.Unmarshal(first.header, &h); err != nil {
		return fmt.Errorf("first frame: %w", err)
	}
	restrict(h.MemoryMiB)
	handlers, err := setup(h.Settings)
	if err != nil {
		return fmt.Errorf("setting up: %w", err)
	}
	for {
		f, err := readFrame(in)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("waiting for work: %w", err)
		}
		a, data := work(handlers, f)
		if err := writeFrame(out, a, data); err != nil {
			return err
		}
	}
}

func work(handlers map[string]Handler, f frame) (a answer, data []byte) {
	defer func() {
		if p := recover(); p != nil {
			// A decoder of ours or of others that stumbled over these bytes: the
			// stack goes to the log, without the bytes.
			debug.PrintStack()
			a, data = answer{Fault: &fault{Code: invoer.CodeDamaged, Detail: "the reader stumbled over it; ask for the file again, in another form"}}, nil
		}
	}()
	var c call
	if err := json.Unmarshal(f.header, &c); err != nil {
		return answer{Fault: faultOf(fmt.Errorf("call: %w", err))}, nil
	}
	handler, known := handlers[c.Op]
	if !known {
		return answer{Fault: faultOf(fmt.Errorf("unknown work %q", c.Op))}, nil
	}
	result, data, err := handler(Request{Args: c.Args, Data: f.data})
	if err != nil {
		return answer{Fault: faultOf(err)}, nil
	}
	raw, err := json.Marshal(result)
	if err != nil {
		return answer{Fault: faultOf(fmt.Errorf("result of %s: %w", c.Op, err))}, nil
	}
	return answer{Result: raw}, data
}

var kinds = map[string]error{
	"not-found":   invoer.ErrNotFound,
	"invalid":     invoer.ErrInvalid,
	"unreadable":  invoer.ErrUnreadable,
	"unavailable": invoer.ErrUnavailable,
}

func faultOf(err error) *fault {
	var u *invoer.Unreadable
	if errors.As(err, &u) {
		return &fault{Code: u.Code, Detail: u.Detail}
	}
	for name, kind := range kinds {
		if errors.Is(err, kind) {
			return &fault{Kind: name, Detail: err.Error()}
		}
	}
	return &fault{Detail: err.Error()}
}

// A told error says in a child's words what went wrong there, and is of the
// kind that it had there.
type told struct {
	detail string
	kind   error // may be nil
}

func (t *told) Error() string { return t.detail }
func (t *told) Unwrap() error { return t.kind }

func (f *fault) err() error {
	if f.Code != "" {
		return invoer.Unread(f.Code, f.Detail)
	}
	return &told{detail: f.Detail, kind: kinds[f.Kind]}
}

// restrict sets the limits that hold even when the parent does not look. Data
// is twice the resident limit, because address space is reserved before it is
// used; nothing is dumped, and no file grows without end.
func restrict(memoryMiB int) {
	for what, most := range map[int]uint64{
		syscall.RLIMIT_DATA:  uint64(memoryMiB) * 2 << 20,
		syscall.RLIMIT_CORE:  0,
		syscall.RLIMIT_FSIZE: 1 << 30,
	} {
		if most == 0 && what == syscall.RLIMIT_DATA {
			continue
		}
		limit := syscall.Rlimit{Cur: most, Max: most}
		// A system that forbids it still has the parent's watch.
		_ = syscall.Setrlimit(what, &limit)
	}
}
