package pipeline

import (
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/invoer/invoer"
)

// TestPoisonAmongMany lets one document that never ends stand before 500 others.
// What it costs them is counted in the time of slots and not by the clock, which
// on a busy machine says more of the machine: the poison may take a fifth of what
// all the others need, so that none of them is later than 1.2 times.
func TestPoisonAmongMany(t *testing.T) {
	t.Parallel()
	const others = 500
	h := openHouse(t)
	p := h.make(&recorded{}, swift, func(stages []Stage) {
		for i := range stages {
			stages[i].Limit = time.Second // 25 times what a page takes here, as two minutes are for a real one
		}
	})
	client := h.client("K1")
	poison := h.scripted(client, 1, "hang", 0)
	for range others {
		h.scripted(client, 1, "text", 40*time.Millisecond)
	}
	h.run(p)
	begin := time.Now()
	for h.count(`select count(*) from documents where status = 'read' and stage = 'done'`) < others*95/100 {
		if time.Since(begin) > 4*time.Minute {
			t.Fatalf("95 %% of the others are not read after %v:\n%s", time.Since(begin), h.picture())
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Logf("95 %% of the others are read after %v", time.Since(begin))
	h.settled(2 * time.Minute)
	if got := h.reason(poison.ID); got != string(invoer.CodeTimeout) {
		t.Errorf("the poison is held for %q, want timeout", got)
	}
	lost, useful := p.spent(t, invoer.StageNormalise, "failed"), p.spent(t, invoer.StageNormalise, "done")
	if times := 1 + lost/useful; times > 1.2 {
		t.Errorf("the poison held slots for %.1f s, the others needed %.1f s: they are %.2f times as late, want at most 1.2", lost, useful, times)
	}
}

// spent is how many seconds a stage took in all, by outcome.
func (p *Pipeline) spent(t *testing.T, stage invoer.Stage, outcome string) float64 {
	t.Helper()
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(p.metrics.seconds)
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range families[0].GetMetric() {
		if labels := m.GetLabel(); labels[0].GetValue() == outcome && labels[1].GetValue() == string(stage) {
			return m.GetHistogram().GetSampleSum()
		}
	}
	t.Fatalf("no %s stage ended %s", stage, outcome)
	return 0
}
