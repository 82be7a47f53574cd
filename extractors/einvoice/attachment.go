package einvoice

import (
	"encoding/base64"
	"strconv"
	"strings"

	"github.com/invoer/invoer"
)

// An Attachment is a file that the sender put into the e-invoice (BT-125).
// Name and Media are his words.
type Attachment struct {
	Name, Media string
	Path        string // XPath
	Bytes       []byte
}

// mostCargo is how many files of an e-invoice are looked at.
const mostCargo = 50

// unpack decodes the files of an e-invoice. One that is broken is a finding:
// the invoice itself is sound.
func unpack(cargo []Cargo) (files []Attachment, broken []invoer.Finding) {
	for i, c := range cargo[:min(len(cargo), mostCargo)] {
		content, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(c.At.Text), ""))
		if err != nil || len(content) == 0 {
			broken = append(broken, invoer.Find(RuleCargo, invoer.Warning, "", strconv.Itoa(i+1)))
			continue
		}
		files = append(files, Attachment{Name: c.Name, Media: c.Media, Path: c.At.XPath(), Bytes: content})
	}
	return files, broken
}
