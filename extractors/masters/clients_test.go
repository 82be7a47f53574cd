package masters

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/tables"
)

func TestClients(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		text   string
		want   []invoer.Third
		faults int
		err    error
	}{
		"a plain list": {
			"Code;Naam;BTW;Taal;IBAN\nK1;Bakkerij Jans;0477.574.154;N;BE68 5390 0754 7034\nK2;Garage;x;F;\n;Zonder code;;;\n",
			[]invoer.Third{{Number: "K1", Name: "Bakkerij Jans", VAT: "BE0477574154", Language: "nl", IBAN: "BE68539007547034"}, {Number: "K2", Name: "Garage", Language: "fr"}},
			1, nil,
		},
		"customers of WinBooks, no suppliers": {
			"NUMBER,TYPE,NAME1,NAME2,VATNUMBER\nJANS,1,Bakkerij,Jans,477574154\nLEV,2,Een leverancier,,\n",
			[]invoer.Third{{Number: "JANS", Name: "Bakkerij Jans", VAT: "BE0477574154"}},
			0, nil,
		},
		"something else": {"a,b\n1,2\n", nil, 0, invoer.ErrInvalid},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			table, err := tables.Read([]byte(c.text))
			if err != nil {
				t.Fatal(err)
			}
			got, faults, err := Clients(table)
			if diff := cmp.Diff(c.want, got); diff != "" || len(faults) != c.faults || !errors.Is(err, c.err) {
				t.Errorf("%d faults, %v; want %d, %v (-want +got):\n%s", len(faults), err, c.faults, c.err, diff)
			}
		})
	}
}
