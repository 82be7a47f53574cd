package split

import (
	"testing"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/cut"
	"github.com/invoer/invoer/storage"
)

func TestWhomSheetsAreBelievedFrom(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sheet cut.Sheet
		from  storage.Source
		want  bool
		moves bool
	}{
		"the office's own, by mail":               {cut.Sheet{Sealed: true}, storage.Source{Door: invoer.DoorMail}, true, false},
		"anybody's, by the office's scanner":      {cut.Sheet{}, storage.Source{Door: invoer.DoorFolder}, true, true},
		"anybody's, handed in at the office":      {cut.Sheet{}, storage.Source{Door: invoer.DoorUpload}, true, true},
		"anybody's, by mail":                      {cut.Sheet{}, storage.Source{Door: invoer.DoorMail}, false, false},
		"anybody's, handed in by a client":        {cut.Sheet{}, storage.Source{Door: invoer.DoorUpload, ByClient: true}, false, false},
		"the office's own, handed in by a client": {cut.Sheet{Sealed: true}, storage.Source{Door: invoer.DoorUpload, ByClient: true}, true, false},
	} {
		if got := believed(c.sheet, c.from); got != c.want {
			t.Errorf("%s: believed %v, want %v", name, got, c.want)
		}
		if got := moves(c.sheet, c.from); got != c.moves {
			t.Errorf("%s: says whose it is %v, want %v", name, got, c.moves)
		}
	}
}
