package pipeline

import "time"

// A pace is how long things take at most and how often they are done.
type pace struct {
	lease  time.Duration   // lives so long without being renewed: a worker that was killed is replaced within it
	renew  time.Duration   // between two renewals
	watch  time.Duration   // between two looks whether Redis is there
	sweep  time.Duration   // between two walks over the rows that wait
	lost   time.Duration   // a ring not heard within it is rung again; it may still be queued: two do no harm
	grace  time.Duration   // that running work has to end in when the program stops
	deaf   time.Duration   // after which work that does not heed its end is left behind
	pauses []time.Duration // between the tries of a stage; what is unavailable does not count as a try
}

var usual = pace{
	lease: 30 * time.Second, renew: 8 * time.Second, watch: time.Second, sweep: 15 * time.Second, lost: 30 * time.Second,
	grace: 20 * time.Second, deaf: 5 * time.Second,
	pauses: []time.Duration{5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute},
}

// tries of a stage before its row is held.
func (p pace) tries() int { return len(p.pauses) + 1 }
