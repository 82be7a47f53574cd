package mail

import (
	"fmt"
	"mime"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api/portal/locale"
)

// A writing is all that an answer letter is made of.
type writing struct {
	from, to string // addresses
	subject  string // of the message that is answered, on one line
	office   string // its name
	client   string // its name; empty while nobody knows whose the delivery is
	language string
	delivery invoer.Delivery
	at       time.Time
}

// message is the letter as it is sent.
func (w writing) message() []byte {
	p := post{
		from: mail.Address{Name: w.office, Address: w.from}, to: w.to, subject: w.title(), id: "answer-" + string(w.delivery.ID),
		automatic: "auto-replied", language: w.language, body: w.body(), at: w.at,
	}
	if id := w.delivery.Message; identifier.MatchString(id) {
		p.answers = id
	}
	return p.bytes()
}

// identifier is a Message-ID that can be repeated as it stands (RFC 5322
// §3.6.4), on one line.
var identifier = regexp.MustCompile(`^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,200}@[A-Za-z0-9.:\[\]-]{1,200}$`)

// encoded is a text as a head may have it: encoded words where it is not plain,
// one on a line.
func encoded(text string) string {
	return strings.ReplaceAll(mime.QEncoding.Encode("utf-8", text), "?= =?", "?=\r\n =?")
}

func (w writing) say(code string, args ...string) string {
	return locale.Say(w.language, code, args...)
}

func (w writing) title() string {
	if w.subject == "" {
		return w.say("letter.title")
	}
	return w.say("letter.title_of", w.subject)
}

func (w writing) body() string {
	paragraphs := []string{w.came()}
	for _, outcome := range []invoer.Outcome{invoer.Taken, invoer.Held, invoer.Skipped} {
		if lines := w.lines(outcome); len(lines) > 0 {
			paragraphs = append(paragraphs, w.say("letter."+string(outcome))+"\n"+strings.Join(lines, "\n"))
		}
	}
	if len(paragraphs) == 1 {
		paragraphs = append(paragraphs, w.say("letter.nothing"))
	}
	return strings.Join(append(paragraphs, w.office, "-- \n"+w.say("letter.machine")), "\n\n") + "\n"
}

func (w writing) came() string {
	day := w.delivery.Received.Format("02/01/2006")
	if w.client == "" {
		return w.say("letter.came", day)
	}
	return w.say("letter.came_for", day, w.client)
}

// unsaid are reasons of parts that no sender asks about: what he attached
// nothing by.
var unsaid = []string{"container", "body-text", "signature-image", "signature", "resource-fork"}

// mostLines is how many parts of one outcome are named.
const mostLines = 200

// lines names the parts with one outcome, and says why.
func (w writing) lines(outcome invoer.Outcome) []string {
	var lines []string
	for _, part := range w.delivery.Parts {
		if part.Outcome != outcome || slices.Contains(unsaid, part.Reason.Code) {
			continue
		}
		line := "- " + oneLine(part.Name, mostSubject)
		if why, _ := locale.Held(w.language, part.Reason); why != "" {
			line += ": " + oneLine(why, 4*mostSubject)
		}
		lines = append(lines, line)
	}
	if more := len(lines) - mostLines; more > 0 {
		lines = append(lines[:mostLines], "- "+w.say("letter.more", fmt.Sprint(more)))
	}
	return lines
}
