package intake

import (
	"sync"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics counts what came, by door. Its zero value is ready.
type metrics struct {
	once       sync.Once
	deliveries *prometheus.CounterVec
	parts      *prometheus.CounterVec
	bytes      *prometheus.CounterVec
}

func (m *metrics) counters() []prometheus.Collector {
	m.once.Do(func() {
		m.deliveries = prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "invoer_deliveries_total", Help: "Deliveries that came in, by door and by whether they had come before.",
		}, []string{"door", "again"})
		m.parts = prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "invoer_parts_total", Help: "Parts of deliveries, by door and by what became of them.",
		}, []string{"door", "outcome"})
		m.bytes = prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "invoer_delivery_bytes_total", Help: "Bytes of the parts of deliveries, by door.",
		}, []string{"door"})
	})
	return []prometheus.Collector{m.deliveries, m.parts, m.bytes}
}

// count counts a delivery, and its parts unless they came before.
func (m *metrics) count(r Receipt) {
	m.counters()
	door := string(r.Delivery.Via)
	if r.Again {
		m.deliveries.WithLabelValues(door, "yes").Inc()
		return
	}
	m.deliveries.WithLabelValues(door, "no").Inc()
	for _, part := range r.Delivery.Parts {
		m.parts.WithLabelValues(door, string(part.Outcome)).Inc()
		m.bytes.WithLabelValues(door).Add(float64(part.Size))
	}
}

// Metrics lists what the gate counts.
func (g *Gate) Metrics() []prometheus.Collector { return g.metrics.counters() }
