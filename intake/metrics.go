package intake

import (
	"sync"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/invoer/invoer"
)

// metrics counts deliveries by door. Its zero value is ready.
type metrics struct {
	once       sync.Once
	deliveries *prometheus.CounterVec
}

func (m *metrics) counters() *prometheus.CounterVec {
	m.once.Do(func() {
		m.deliveries = prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "invoer_deliveries_total", Help: "Deliveries that came in, by door and by whether they had come before.",
		}, []string{"door", "again"})
	})
	return m.deliveries
}

func (m *metrics) count(door invoer.Door, again bool) {
	word := map[bool]string{true: "yes", false: "no"}[again]
	m.counters().WithLabelValues(string(door), word).Inc()
}

// Metrics lists what the gate counts.
func (g *Gate) Metrics() []prometheus.Collector { return []prometheus.Collector{g.metrics.counters()} }
