package pdf

import (
	"bytes"
	"fmt"
	"io"
	"strconv"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"github.com/invoer/invoer"
)

// Cut gives the named pages of a PDF, counted from 1, as a PDF of their own,
// in the order in which they are named. What cannot be cut is an
// invoer.Unreadable.
func Cut(r io.ReadSeeker, pages []int) ([]byte, error) {
	if len(pages) == 0 {
		return nil, fmt.Errorf("%w: no page to cut out", invoer.ErrInvalid)
	}
	// pdfcpu would else write its settings and fonts to the home directory.
	api.DisableConfigDir()
	selected := make([]string, len(pages))
	for i, n := range pages {
		selected[i] = strconv.Itoa(n)
	}
	config := model.NewDefaultConfiguration()
	config.ValidationMode = model.ValidationRelaxed
	config.Offline = true
	var out bytes.Buffer
	if err := api.Collect(r, &out, selected, config); err != nil {
		return nil, invoer.Unread(invoer.CodeDamaged, "pages of this PDF cannot be cut out; send the parts as files of their own")
	}
	return out.Bytes(), nil
}
