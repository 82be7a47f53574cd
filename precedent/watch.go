package precedent

import "slices"

// watched is how many automatic bookings a watch looks back on.
const watched = 50

// A Watch stops automatic booking by itself when reality is worse than the
// risk: within so many documents, and until as many in a row that are shown
// again were right.
type Watch struct {
	Last    []bool `json:"last"`    // of the last automatic bookings, which were wrong
	Off     bool   `json:"off"`     // it stopped
	Since   int    `json:"since"`   // since then, documents that would have been right, in a row
	Stops   int    `json:"stops"`   // how often it stopped
	Checked int    `json:"checked"` // automatic bookings that a person looked at
	Judged  int64  `json:"judged"`  // how many had passed when a person last looked at one
}

// Saw counts an automatic booking that a person looked at.
func (w *Watch) Saw(right bool) {
	w.Checked++
	w.Last = append(w.Last, !right)
	if len(w.Last) > watched {
		w.Last = w.Last[1:]
	}
}

// Shows tells whether the document that is the so-manieth to pass is shown to a
// person: every n-th is, and each one while nothing says that all goes well. That is
// after a mistake that was seen, until as many in a row were right as set it going
// again, and after so many that passed since anybody looked at one.
func (w *Watch) Shows(passed int64, every int) bool {
	lately := w.Last[max(0, len(w.Last)-watched/2):]
	return passed%int64(max(2, every)) == 0 || slices.Contains(lately, true) || passed-w.Judged > watched
}

// Stopped tells whether it stopped at a risk: when of the last ones more were
// wrong than that risk would have had by chance once in a hundred times.
func (w *Watch) Stopped(risk float64) bool {
	if w.Off {
		return true
	}
	wrong := 0
	for _, is := range w.Last {
		if is {
			wrong++
		}
	}
	if wrong >= mostWrong(len(w.Last), risk) {
		w.Off, w.Since, w.Last = true, 0, nil
		w.Stops++
	}
	return w.Off
}

// Shown counts a document that a person decided on while it is stopped, and
// that would have gone by itself. Enough right ones in a row set it going.
func (w *Watch) Shown(would, right bool) {
	if !w.Off || !would {
		return
	}
	if w.Since++; !right {
		w.Since = 0
	}
	if w.Since >= watched/2 {
		w.Off = false
	}
}

// mostWrong is the least number of mistakes in n documents that has less than
// one chance in a hundred at a risk (binomial distribution).
func mostWrong(n int, risk float64) int {
	at, below := 1.0, 0.0
	for range n {
		at *= 1 - risk
	}
	for k := 0; k <= n; k++ {
		below += at
		if 1-below < 0.01 {
			return k + 1
		}
		at *= float64(n-k) / float64(k+1) * risk / (1 - risk)
	}
	return n + 1
}
