// Package winbooks writes approved purchases as WinBooks Classic imports them:
// CSF.TXT (suppliers), ACT.TXT (entries) and, where asked for, ANT.TXT
// (analytic entries). The rules are those of help.winbooks.be "CSF structure"
// (page 59574452), of WinBooks' API manual as github.com/Valuya/winbooks-java
// quotes it, and, where both are silent, what several working exporters write
// alike (tryton account_export_winbooks, rollvolet, winbooksexport,
// xchangewinbooks). What is our own inference is said beside the code.
//
// It is pure: the same postings give the same bytes. What does not fit refuses
// the whole batch, with the row and the field; only COMMENT, which is free
// text, is cut.
package winbooks

import (
	"bytes"

	"github.com/invoer/invoer"
)

// Settings are what a client's WinBooks wants. Central is the account of
// suppliers that has none of its own; Encoding is windows-1252 (also for the
// empty string), iso-8859-1, cp850 or utf-8. Analytic asks for ANT.TXT, of
// which two public sources disagree: try it on a test dossier.
type Settings struct {
	VATCodes []invoer.VATCode
	Central  string
	Encoding string
	Analytic bool
}

// Files are the files of an import, to be loaded in this order. Those that
// have no row are empty.
type Files struct {
	CSF, ACT, ANT []byte
}

// Write gives the files of postings, or invoer.Faults with all that is wrong
// with them.
func Write(postings []invoer.Posting, s Settings) (Files, error) {
	var f Files
	signs, err := signsOf(s.Encoding)
	if err != nil {
		return Files{}, err
	}
	w := &writer{signs: signs}
	f.CSF = w.file("CSF.TXT", csfColumns, thirds(postings, s))
	act := w.entries(postings, s)
	f.ACT = w.file("ACT.TXT", actColumns, act)
	if s.Analytic {
		f.ANT = w.file("ANT.TXT", antColumns, analytics(act))
	}
	if len(w.faults) > 0 {
		return Files{}, w.faults
	}
	return f, nil
}

// A writer writes rows and collects what does not fit.
type writer struct {
	signs  signs
	faults invoer.Faults
}

// file writes rows: every value in quotes, commas between, CRLF behind, no
// header, in the order of the columns.
func (w *writer) file(name string, columns []column, rows []row) []byte {
	var out bytes.Buffer
	for i, r := range rows {
		for n, c := range columns {
			if n > 0 {
				out.WriteByte(',')
			}
			value, wrong := c.spell(r.values[c.name], w.signs)
			if wrong.Code != "" {
				w.fault(invoer.Fault{Document: r.document, File: name, Row: i + 1, Field: c.name, Why: wrong})
			}
			out.WriteByte('"')
			out.Write(value)
			out.WriteByte('"')
		}
		out.WriteString("\r\n")
	}
	return out.Bytes()
}

// mostFaults is how many faults are told at once: more help nobody.
const mostFaults = 200

func (w *writer) fault(f invoer.Fault) {
	if len(w.faults) < mostFaults {
		w.faults = append(w.faults, f)
	}
}
