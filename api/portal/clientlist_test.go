package portal

import (
	"bytes"
	"html"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
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
	status, _, body = v.get("/office/steps")
	v.wants("the guide", status, 200, body, "Klanten toevoegen", "gedaan", "In tien minuten")
	if status, _, _ := house.visit(t, accountant).get("/office/steps"); status != http.StatusForbidden {
		t.Errorf("the guide answers an accountant %d, want 403", status)
	}
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
