package tables

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
)

func TestSeparatedValues(t *testing.T) {
	t.Parallel()
	want := []Row{{"NUMBER": "A1", "NAME": "Café, \"Noël\""}, {"NUMBER": "B2"}}
	for name, file := range map[string]string{
		"commas":        "Number,Name\r\nA1,\"Café, \"\"Noël\"\"\"\r\n,\r\nB2\r\n",
		"semicolons":    "\ufeffNumber;Name\nA1;\"Café, \"\"Noël\"\"\"\nB2;\n",
		"tabs, in 1252": "Number\tName\nA1\t\"Caf\xe9, \"\"No\xebl\"\"\"\nB2\t\n",
		"in 850":        "Number,Name\nA1,\"Caf\x82, \"\"No\x89l\"\"\"\nB2,\n",
	} {
		got, err := Read([]byte(file))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(want, got.Rows); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if _, err := Read([]byte("PK\x03\x04\x00\x00")); !errors.Is(err, invoer.ErrUnreadable) {
		t.Errorf("bytes: %v, want them unreadable", err)
	}
}
