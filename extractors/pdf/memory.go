package pdf

import (
	"fmt"
	"syscall"
)

// A mapping is the memory of one PDFium: address space for all that it may
// ever have, of which the system gives what is touched. It grows without being
// copied and goes back when the instance ends.
type mapping struct {
	whole []byte
	size  uint64 // what the instance has taken of it
}

func newMapping(_, most uint64) *mapping {
	whole, err := syscall.Mmap(-1, 0, int(most), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		panic(fmt.Sprintf("mapping %d bytes for PDFium: %v", most, err)) // as make does when memory is out
	}
	return &mapping{whole: whole}
}

// Reallocate gives the first size bytes of the memory.
func (m *mapping) Reallocate(size uint64) []byte {
	if size > uint64(len(m.whole)) {
		return nil
	}
	m.size = size
	return m.whole[:size]
}

// Free gives the memory back.
func (m *mapping) Free() {
	_ = syscall.Munmap(m.whole) // fails only for what is no mapping
	m.whole = nil
}
