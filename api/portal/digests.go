package portal

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// paces are how often somebody may be told by mail what waits for him.
func (f frame) paces(chosen storage.DigestPace) []option {
	var options []option
	for _, pace := range []storage.DigestPace{storage.DigestNever, storage.DigestDaily, storage.DigestWeekly} {
		code := "digest.never"
		if pace != storage.DigestNever {
			code = "digest.every." + string(pace)
		}
		options = append(options, option{Value: string(pace), Text: f.Say(code), Chosen: pace == chosen})
	}
	return options
}

// setDigest changes how often the one who asks is told by mail what waits for him.
func (p *Portal) setDigest(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	if err := p.Store.SetDigestPace(r.Context(), me.Scope, storage.DigestPace(r.PostFormValue("every")), p.Origin(r)); err != nil {
		return err
	}
	return away(w, r, "/profile?said=digest")
}

// hours are those of a day, to choose from.
func hours(chosen int) []option {
	options := make([]option, 24)
	for h := range options {
		options[h] = option{Value: strconv.Itoa(h), Text: fmt.Sprintf("%d:00", h), Chosen: h == chosen}
	}
	return options
}

// setDigestHour says at which hour an office's people get these letters.
func (p *Portal) setDigestHour(w http.ResponseWriter, r *http.Request, me storage.Session) error {
	chosen, err := p.Store.OfficeSettings(r.Context(), me.Scope)
	if err != nil {
		return err
	}
	if chosen.DigestHour, err = strconv.Atoi(r.PostFormValue("hour")); err != nil {
		return fmt.Errorf("%w: hour of letters: want 0 to 23", invoer.ErrInvalid)
	}
	if err := p.Store.SetOffice(r.Context(), me.Scope, chosen); err != nil {
		return err
	}
	return away(w, r, "/office/clients?said=digest-hour")
}

// digestReader is whose letters the link of a request ends.
func (p *Portal) digestReader(r *http.Request) (storage.DigestReader, error) {
	return p.Store.DigestReader(r.Context(), r.PathValue("secret"))
}

// showEndOfDigest asks whether the letters should end: mail servers open links to
// look at them, so that opening one ends nothing.
func (p *Portal) showEndOfDigest(w http.ResponseWriter, r *http.Request) error {
	reader, err := p.digestReader(r)
	return p.endOfDigest(w, r, reader, err, false)
}

// endDigest ends the letters without a sign-in and without a question (RFC 8058
// §3.2): whoever has the letter has the link.
func (p *Portal) endDigest(w http.ResponseWriter, r *http.Request) error {
	reader, err := p.digestReader(r)
	if err == nil {
		err = p.Store.SetDigestPace(r.Context(), reader.Who, storage.DigestNever, "")
	}
	return p.endOfDigest(w, r, reader, err, true)
}

func (p *Portal) endOfDigest(w http.ResponseWriter, r *http.Request, reader storage.DigestReader, err error, ended bool) error {
	if errors.Is(err, invoer.ErrNotFound) {
		return p.askAgain(w, r, http.StatusNotFound, "digest.over")
	}
	if err != nil {
		return err
	}
	f := p.frame(r, storage.Session{}, "", "digest.title")
	f.Lang = reader.Language
	f.Title = f.Say("digest.title")
	return send(w, http.StatusOK, "digest.html", endOfDigestPage{frame: f, Ended: ended})
}
