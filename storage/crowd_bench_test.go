package storage

import (
	"context"
	"fmt"
	"testing"

	"github.com/invoer/invoer"
)

// BenchmarkReadAmongMany is what the pipeline asks and writes for one document of
// an office that has a hundred thousand.
func BenchmarkReadAmongMany(b *testing.B) {
	h := crowded(b)
	client, err := h.ClientByCode(b.Context(), h.machine, "C7")
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	b.Run("read", func(b *testing.B) {
		measure(b, func(context.Context) error {
			n++
			inv := bakery(fmt.Sprint("N", n), int64(100*n))
			inv.Supplier.VAT.Value = invoer.VATNumber(fmt.Sprintf("BE%010d", n%2000))
			h.addRead(b, client.ID, inv)
			return nil
		})
	})
}
