package portal

import (
	"bytes"
	"encoding/binary"
	"html"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// A list of clients shows what it would change before anything is written, and
// then writes it; the guide knows how far the office has come.
func TestClientsFromAList(t *testing.T) {
	house := openHouse(t)
	v := house.visit(t, admin1)
	status, _, body := v.postFile("/office/clients/list", "klanten.csv", "Code;Naam;BTW;Taal\nK005;Brirolis Medical nv;;N\nK008;Imprimerie Lambotte SC;;N\nK100;Nieuw & Co;0477574154;F\nfout!;x;;\n")
	v.wants("the difference", status, 200, body, "Nieuw: 1", "Gewijzigd: 1", "Ongewijzigd: 1", "Niet overgenomen: 1", "<del>Brirolis Medical bv</del> <ins>Brirolis Medical nv</ins>")
	if clients, err := house.store.Clients(t.Context(), house.identity(admin1)); err != nil || len(clients) != 2 {
		t.Errorf("the difference alone made clients: %d, %v", len(clients), err)
	}
	list := regexp.MustCompile(`name="list" value="([^"]+)"`).FindStringSubmatch(body)
	if list == nil {
		t.Fatalf("the difference has no list to take\n%s", body)
	}
	status, _, body = v.post("/office/clients/take", url.Values{"list": {html.UnescapeString(list[1])}})
	v.wants("taking it", status, 303, body)
	status, _, body = v.get("/office/clients")
	v.wants("the clients", status, 200, body, "Brirolis Medical nv", "Nieuw &amp; Co")
	status, _, body = v.postFile("/office/clients/list", "brief.txt", "Geachte heer\n")
	v.wants("a letter", status, 422, body, "Dit is geen lijst")
	status, _, body = v.post("/office/clients/take", url.Values{"list": {`[{"code":"../x","name":"y","language":"nl"}]`}})
	v.wants("a list that nobody showed", status, 422, body)
	status, _, body = v.postFile("/office/clients/list", "KANTOOR_CSF.DBF", string(csf()))
	v.wants("the customers of a WinBooks dossier", status, 200, body, "KANTOOR_CSF.DBF", "Nieuw: 2", "Ongewijzigd: 1", "Boulangerie Lefèvre", "BE 0477.574.154", "Jans &amp; Zoon", "Français", "Nederlands")
	for _, other := range []string{"Een leverancier", "Gewist bv"} {
		if strings.Contains(body, other) {
			t.Errorf("the difference names %q, which is no customer\n%s", other, body)
		}
	}
	status, _, body = v.get("/office/steps")
	v.wants("the guide", status, 200, body, "Klanten toevoegen", "gedaan", "In tien minuten")
	if status, _, _ := house.visit(t, accountant).get("/office/steps"); status != http.StatusForbidden {
		t.Errorf("the guide answers an accountant %d, want 403", status)
	}
}

// csf is a table of thirds as WinBooks writes it (dBASE III): a header of 32
// bytes, 32 for each field, 0x0D, the records, 0x1A.
func csf() []byte {
	fields := []struct {
		name string
		size int
	}{{"NUMBER", 10}, {"TYPE", 1}, {"NAME1", 40}, {"NAME2", 40}, {"COUNTRY", 6}, {"VATNUMBER", 15}, {"BNKACCNT", 40}, {"LANG", 2}}
	records := []string{
		" LEFEVRE   1Boulangerie                             Lef\xe8vre                                 BE    0477.574.154   BE68 5390 0754 7034                     F",
		" JANS      1Jans & Zoon                                                                     BE                                                           N",
		" LEV01     2Een leverancier                                                                 BE                                                           N",
		"*GEWIST    1Gewist bv                                                                       BE                                                           N",
		" K008      1Imprimerie Lambotte SC                                                                                                                       N",
	}
	record := 1
	var described []byte
	for _, f := range fields {
		d := make([]byte, 32)
		copy(d, f.name)
		d[11], d[16] = 'C', byte(f.size)
		described, record = append(described, d...), record+f.size
	}
	head := make([]byte, 32)
	head[0], head[1], head[2], head[3], head[29] = 0x03, 126, 11, 30, 0x03 // without memos, 30 November 2026, Windows-1252
	binary.LittleEndian.PutUint32(head[4:], uint32(len(records)))
	binary.LittleEndian.PutUint16(head[8:], uint16(len(head)+len(described)+1))
	binary.LittleEndian.PutUint16(head[10:], uint16(record))
	table := append(append(head, described...), 0x0D)
	for _, r := range records {
		table = append(table, (r + strings.Repeat(" ", record))[:record]...)
	}
	return append(table, 0x1A)
}

// postFile sends a form with one file.
func (v *visitor) postFile(path, name, text string) (int, http.Header, string) {
	v.Helper()
	var out bytes.Buffer
	form := multipart.NewWriter(&out)
	if err := form.WriteField("csrf", v.csrf); err != nil {
		v.Fatal(err)
	}
	file, err := form.CreateFormFile("file", name)
	if err != nil {
		v.Fatal(err)
	}
	if _, err := file.Write([]byte(text)); err != nil {
		v.Fatal(err)
	}
	form.Close()
	r, err := http.NewRequestWithContext(v.Context(), http.MethodPost, v.base+path, &out)
	if err != nil {
		v.Fatal(err)
	}
	r.Header.Set("Content-Type", form.FormDataContentType())
	answer, err := v.Do(r)
	if err != nil {
		v.Fatal(err)
	}
	defer answer.Body.Close()
	var body bytes.Buffer
	if _, err := body.ReadFrom(answer.Body); err != nil {
		v.Fatal(err)
	}
	return answer.StatusCode, answer.Header, body.String()
}
