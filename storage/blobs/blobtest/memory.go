package blobtest

import (
	"io"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Memory that ten uploads of 40 MiB at once may take. Their sum is 400 MiB; the
// client library's buffers for unknown sizes would be 5 GiB.
const memoryAllowed = 160 << 20

// flatMemory writes ten streams at once. The heap is sampled while they run;
// other tests run beside it, so the limit has room.
func flatMemory(t *testing.T, f Fixture) {
	peak := watchHeap()
	var group sync.WaitGroup
	for i := range 10 {
		group.Go(func() {
			stream := io.LimitReader(&sameByte{byte(i)}, 40<<20)
			if _, err := f.Store.Write(t.Context(), office, stream, limit); err != nil {
				t.Errorf("Write of 40 MiB: %v", err)
			}
		})
	}
	group.Wait()
	if got := peak(); got > memoryAllowed {
		t.Errorf("heap while 10 uploads ran: got %d MiB more, want at most %d", got>>20, memoryAllowed>>20)
	}
}

// watchHeap gives a function that ends the watch and tells how far the heap
// grew.
func watchHeap() func() uint64 {
	start := heap()
	var peak atomic.Uint64
	done, over := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(over)
		for {
			select {
			case <-done:
				return
			case <-time.After(20 * time.Millisecond):
				peak.Store(max(peak.Load(), heap()))
			}
		}
	}()
	return func() uint64 {
		close(done)
		<-over
		return max(peak.Load(), start) - start
	}
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse
}

type sameByte struct{ b byte }

func (s *sameByte) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = s.b
	}
	return len(p), nil
}
