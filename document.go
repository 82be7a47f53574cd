package invoer

import (
	"fmt"
	"slices"
	"time"
)

// A DocumentID is a UUID in lower-case canonical spelling.
type DocumentID string

// A Kind is what a document is (the doc_type of the reading contract).
type Kind string

// The kinds.
const (
	KindInvoice      Kind = "invoice"
	KindCreditNote   Kind = "credit_note"
	KindReceipt      Kind = "receipt"
	KindReminder     Kind = "reminder"
	KindStatement    Kind = "statement"
	KindOrder        Kind = "order"
	KindDeliveryNote Kind = "delivery_note"
	KindProforma     Kind = "proforma"
	KindContract     Kind = "contract"
	KindOther        Kind = "other"
)

// Kinds lists all kinds in the order in which people are shown them.
var Kinds = []Kind{
	KindInvoice, KindCreditNote, KindReceipt, KindReminder, KindStatement,
	KindOrder, KindDeliveryNote, KindProforma, KindContract, KindOther,
}

// Bookable tells whether a document of this kind becomes a booking.
func (k Kind) Bookable() bool {
	return k == KindInvoice || k == KindCreditNote || k == KindReceipt
}

// Valid tells whether k is one of the kinds.
func (k Kind) Valid() bool { return slices.Contains(Kinds, k) }

// A Stage is the work that a row waits for. Done and Held wait for nothing.
type Stage string

// The stages in the order of the way of a document.
const (
	StageOpen      Stage = "open"      // file: count its pages, find embedded XML
	StageNormalise Stage = "normalise" // page
	StageRead      Stage = "read"      // page
	StageSplit     Stage = "split"     // file
	StageExtract   Stage = "extract"   // document
	StagePropose   Stage = "propose"   // document
	StageArchive   Stage = "archive"   // document
	StageNotify    Stage = "notify"    // document
	StageDone      Stage = "done"
	StageHeld      Stage = "held"    // a person
	StageReading   Stage = "reading" // file: waits for its pages
)

// A Status is what a person sees of a document.
type Status string

// The statuses.
const (
	StatusWaiting  Status = "waiting"  // being read
	StatusRead     Status = "read"     // waits for the accountant
	StatusHeld     Status = "held"     // could not be read: a person must act
	StatusApproved Status = "approved" // a person accepts it
	StatusBooked   Status = "booked"   // left for the accounting package
	StatusRejected Status = "rejected" // a person refused it
	StatusJoined   Status = "joined"   // an original of another document, and shown there
)

// Statuses are all of them.
var Statuses = []Status{StatusWaiting, StatusRead, StatusHeld, StatusApproved, StatusBooked, StatusRejected, StatusJoined}

// Valid tells whether s is one of the statuses.
func (s Status) Valid() bool {
	return slices.Contains(Statuses, s)
}

// Approved tells whether a document was approved, be it booked since or not.
func (s Status) Approved() bool { return s == StatusApproved || s == StatusBooked }

// A PageRef is a page of a file as a document shows it.
type PageRef struct {
	File FileID `json:"file"`
	Page int    `json:"page"` // in the file, from 1
	Turn int    `json:"turn"` // degrees clockwise that a person added: 0, 90, 180, 270
}

// A Document is what a person would call one: an invoice, a reminder, a
// contract. It is an ordered list of pages. A document made of e-invoice XML
// has no pages unless a picture came with it. Version grows with every change
// and is what two people must not overwrite of each other.
type Document struct {
	ID       DocumentID
	Office   OfficeID
	Client   ClientID
	Delivery DeliveryID
	File     FileID // the file it was first found in
	Kind     Kind
	Language string // ISO 639-1, empty when unknown
	Status   Status
	Stage    Stage
	Run      int // counts replays
	Version  int
	Received time.Time
	Held     Reason // why a person must act; empty code otherwise
	Pages    []PageRef
}

// Replay sends the document through its stages again from extract on. What a
// person decided stays: an approved, booked or rejected document is refused.
func (d *Document) Replay() error {
	switch d.Status {
	case StatusApproved, StatusBooked, StatusRejected, StatusJoined:
		return fmt.Errorf("%w: document %s is %s, want one that nobody decided on", ErrConflict, d.ID, d.Status)
	}
	d.Status, d.Stage, d.Held = StatusWaiting, StageExtract, Reason{}
	d.Run++
	return nil
}

// Ring names the stage that the document waits for.
func (d Document) Ring() Ring {
	return Ring{Office: d.Office, Noun: NounDocument, ID: string(d.ID), Stage: d.Stage, Run: d.Run}
}
