package pipeline

import (
	"context"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// A Work does one stage's work for a row that was taken: it changes the row in
// the job and gives what else is to be written, in the transaction that sends
// the row on. It may be run twice for one row: what it leaves replaces.
type Work func(ctx context.Context, job *storage.Job) (write func(storage.Tx) error, err error)

// A Stage is one step of the way.
type Stage struct {
	Name  invoer.Stage
	Noun  invoer.Noun
	Queue string
	Limit time.Duration
	Next  invoer.Stage // unless the work sets another one in the job
	Work  Work

	// Within tells that all the work is in what it gives to be written: it is
	// done in the transaction that ends the stage before.
	Within bool
}

// The queues: heavy work on pixels never stands in the way of the rest.
const (
	heavy = "heavy"
	quick = "quick"
)

// Workers are those who do the stages' work.
type Workers struct {
	Open, Normalise, Read, Split, Extract, Propose, Archive, Notify Work
}

// Stages is the way of a document through the house, in order.
func Stages(w Workers) []Stage {
	return []Stage{
		{invoer.StageOpen, invoer.NounFile, quick, time.Minute, invoer.StageReading, w.Open, false},
		{invoer.StageNormalise, invoer.NounPage, heavy, 2 * time.Minute, invoer.StageRead, w.Normalise, false},
		{invoer.StageRead, invoer.NounPage, heavy, 2 * time.Minute, invoer.StageDone, w.Read, false},
		{invoer.StageSplit, invoer.NounFile, quick, time.Minute, invoer.StageDone, w.Split, false},
		{invoer.StageExtract, invoer.NounDocument, quick, time.Minute, invoer.StagePropose, w.Extract, false},
		{invoer.StagePropose, invoer.NounDocument, quick, time.Minute, invoer.StageArchive, w.Propose, false},
		{invoer.StageArchive, invoer.NounDocument, quick, 3 * time.Minute, invoer.StageNotify, w.Archive, false},
		{invoer.StageNotify, invoer.NounDocument, quick, time.Minute, invoer.StageDone, w.Notify, true},
	}
}

// queueOf names the queue of the rows of a noun.
func queueOf(noun invoer.Noun) string {
	if noun == invoer.NounPage {
		return heavy
	}
	return quick
}

// follow names the nouns of which a client may have rows that wait, once a row
// has come to the stage of its ring or was left in it.
func follow(ring invoer.Ring) []invoer.Noun {
	switch {
	case ring.Noun == invoer.NounPage, ring.Stage == invoer.StageReading:
		return []invoer.Noun{invoer.NounPage, invoer.NounFile}
	case ring.Noun == invoer.NounFile && ring.Stage == invoer.StageDone:
		return []invoer.Noun{invoer.NounDocument, invoer.NounFile}
	case ring.Noun == invoer.NounFile:
		return []invoer.Noun{invoer.NounDocument, invoer.NounPage, invoer.NounFile}
	}
	return []invoer.Noun{invoer.NounDocument}
}
