package portal

import (
	"strings"
	"testing"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
)

// TestFilesOnTheirWayAreInTheList draws the rows of files that are no documents
// yet: one that was not opened, and one of which some pages are read.
func TestFilesOnTheirWayAreInTheList(t *testing.T) {
	t.Parallel()
	f := frame{tongue: tongue{Lang: "en", now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)}}
	rows := f.arrivals([]storage.Arriving{
		{File: "f1", Delivery: "d1", Name: "<b>scan</b>.pdf", Received: time.Date(2026, 11, 24, 11, 59, 0, 0, time.UTC)},
		{File: "f2", Delivery: "d2", Name: "stack.pdf", ClientName: "Bakkerij Janssens", Pages: 40, Read: 7},
	}, false)
	var out strings.Builder
	if err := pages.ExecuteTemplate(&out, "list", documentsPage{frame: f, Rows: rows}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"&lt;b&gt;scan&lt;/b&gt;.pdf", "/deliveries/d1", f.Say("docs.reading"), "No client yet", "stack.pdf", "7 of 40 pages read", "Bakkerij Janssens",
		f.state(invoer.StatusWaiting).Text,
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in:\n%s", want, out.String())
		}
	}
}
