package ledger

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/invoer/invoer"
)

// longest is how long a line may be: a document's words and all its lines.
const longest = 16 << 20

// Read gives fn each purchase of a ledger in JSON Lines. Empty lines are
// passed over. Lines that are not well formed are left out, and told with their
// numbers, each an invoer.ErrInvalid. An error of fn, or of reading, ends it.
func Read(r io.Reader, fn func(Purchase) error) (faults []error, err error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 64<<10), longest)
	n := 0
	for lines.Scan() {
		n++
		line := bytes.TrimSpace(bytes.TrimPrefix(lines.Bytes(), []byte("\ufeff")))
		if len(line) == 0 {
			continue
		}
		var p Purchase
		if err := json.Unmarshal(line, &p); err != nil {
			faults = append(faults, fmt.Errorf("%w: line %d: %w", invoer.ErrInvalid, n, err))
			continue
		}
		if err := fn(p); err != nil {
			return faults, fmt.Errorf("line %d: %w", n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return faults, fmt.Errorf("%w: line %d: %w, want at most %d bytes", invoer.ErrInvalid, n+1, err, longest)
	}
	return faults, nil
}
