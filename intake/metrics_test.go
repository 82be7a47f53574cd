package intake

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/invoer/invoer"
)

// TestMetricsByDoor: each door has its own counts of deliveries, of parts by what
// became of them, and of bytes; what comes again counts as that and no more.
func TestMetricsByDoor(t *testing.T) {
	t.Parallel()
	h := open(t)
	a := of(h.a, "a.pdf", pdf, "b.pdf", "")
	h.accept(t, a)
	h.accept(t, a)
	b := of(h.a, "c.pdf", pdf+"c")
	b.Via = invoer.DoorFolder
	h.accept(t, b)

	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(h.Metrics()...)
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, family := range families {
		for _, m := range family.GetMetric() {
			name := family.GetName()
			for _, label := range m.GetLabel() {
				name += " " + label.GetName() + "=" + label.GetValue()
			}
			got[name] = m.GetCounter().GetValue()
		}
	}
	want := map[string]float64{
		"invoer_deliveries_total again=no door=upload":   1,
		"invoer_deliveries_total again=yes door=upload":  1,
		"invoer_deliveries_total again=no door=folder":   1,
		"invoer_parts_total door=upload outcome=taken":   1,
		"invoer_parts_total door=upload outcome=skipped": 1,
		"invoer_parts_total door=folder outcome=taken":   1,
		"invoer_delivery_bytes_total door=upload":        float64(len(pdf)),
		"invoer_delivery_bytes_total door=folder":        float64(len(pdf) + 1),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
}
