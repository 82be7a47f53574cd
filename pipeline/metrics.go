package pipeline

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/invoer/invoer"
)

type metrics struct {
	seconds *prometheus.HistogramVec
	holds   *prometheus.CounterVec
	oldest  prometheus.GaugeFunc
}

func newMetrics(oldest func(context.Context) (time.Duration, error)) *metrics {
	return &metrics{
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "invoer_stage_seconds",
			Help: "How long stages took, by stage and outcome.", Buckets: []float64{.005, .02, .1, .5, 1, 2, 5, 15, 60},
		}, []string{"stage", "outcome"}),
		holds: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "invoer_held_total",
			Help: "Rows left to a person, by reason.",
		}, []string{"reason"}),
		oldest: prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "invoer_oldest_waiting_seconds",
			Help: "Age of the oldest row that waits for a stage; -1 when the database does not answer.",
		}, func() float64 {
			ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
			defer cancel()
			age, err := oldest(ctx)
			if err != nil {
				return -1
			}
			return age.Seconds()
		}),
	}
}

func (m *metrics) stage(name invoer.Stage, outcome string, took time.Duration) {
	m.seconds.WithLabelValues(string(name), outcome).Observe(took.Seconds())
}

func (m *metrics) held(reason string) { m.holds.WithLabelValues(reason).Inc() }

// Metrics are for the program's registry.
func (p *Pipeline) Metrics() []prometheus.Collector {
	return []prometheus.Collector{p.metrics.seconds, p.metrics.holds, p.metrics.oldest}
}
