package invoer

import "time"

// DeliveryID and FileID are UUIDs in lower-case canonical spelling.
type (
	DeliveryID string
	FileID     string
)

// A Door is a way in.
type Door string

// The doors.
const (
	DoorUpload Door = "upload" // the API and the portal
	DoorMail   Door = "mail"
	DoorFolder Door = "folder"
	DoorPeppol Door = "peppol"
)

// A Delivery is one arrival: a message, an upload, a file in a drop folder.
// Each of its parts is in its ledger. Client may be empty while nobody knows
// whose it is.
type Delivery struct {
	ID       DeliveryID
	Office   OfficeID
	Client   ClientID
	Via      Door
	From     string // who brought it, as the door knows him: address, user, folder
	Key      string // what makes it the same delivery when it comes again (Idempotency-Key, Message-ID); may be empty
	Received time.Time
	Message  string      // Message-ID, without brackets; of mail only
	Sender   SenderCheck // of mail only
	Answer   Answer
	Return   Return // known only while the delivery comes in
	Parts    []Part
}

// A Return says where an answer letter about a message may go. Its zero value
// is nowhere: most senders are told nothing.
type Return struct {
	To      string // the author's own address
	Subject string // of his message, decoded
}

// A SenderCheck says whether a message is from whom it says.
type SenderCheck string

// The outcomes of a sender check.
const (
	SenderUnchecked SenderCheck = ""
	SenderPassed    SenderCheck = "passed"
	SenderFailed    SenderCheck = "failed"
)

// An Answer is a person's yes or no to a delivery from somebody who was not
// expected. Until it is given nothing of the delivery is opened.
type Answer string

// The answers; most deliveries ask for none.
const (
	AnswerNone    Answer = ""
	AnswerWaiting Answer = "waiting"
	AnswerYes     Answer = "yes"
	AnswerNo      Answer = "no"
)

// An Outcome is what became of a part.
type Outcome string

// The outcomes: a taken part became a file that is being read; a skipped one
// is nothing for us; a held one waits for a person.
const (
	Taken   Outcome = "taken"
	Skipped Outcome = "skipped"
	Held    Outcome = "held"
)

// A Part is one line in the ledger of a delivery.
type Part struct {
	Position int    // from 1
	Name     string // as the sender wrote it, cleaned of control signs
	Media    string // by content, never by name
	Size     int64  // bytes
	SHA256   string // hexadecimal; empty for a part without bytes of its own
	Outcome  Outcome
	Reason   Reason // empty code for a part that was taken
	File     FileID // empty unless bytes were kept
	// Beside is the position of the e-invoice that this part is the picture of:
	// the two are one file. 0 for most parts.
	Beside int
	// Client is whose it is where that is not the delivery's: envelopes of several
	// clients that came together. It is not read back; the file says it.
	Client ClientID
}

// Owner is whose a part is; empty for nobody's.
func (d Delivery) Owner(p Part) ClientID {
	if p.Client != "" {
		return p.Client
	}
	return d.Client
}

// A File is bytes that we were given and never change.
type File struct {
	ID       FileID
	Office   OfficeID
	Client   ClientID
	Delivery DeliveryID
	Name     string
	Media    string
	Original BlobKey
	Size     int64
	SHA256   string
	Stage    Stage
	Run      int
	Pages    int // 0 until it was opened
	Held     Reason
}
