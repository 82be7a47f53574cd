package portal

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// What a telephone shares is taken without a form of ours, and only when no
// page made the request.
func TestShareFromATelephone(t *testing.T) {
	house := openHouse(t)
	v := house.visit(t, clientUser)
	status, _, body := v.get("/manifest.webmanifest")
	var installed app
	if err := json.Unmarshal([]byte(body), &installed); err != nil || status != http.StatusOK {
		t.Fatalf("the manifest answers %d %s, %v", status, body, err)
	}
	target := installed.ShareTarget
	if !slices.Contains(target.Params.Files[0].Accept, "application/pdf") {
		t.Errorf("it takes %q, want PDF among them", target.Params.Files[0].Accept)
	}
	if status, _, _ := v.share(target, "cross-site"); status != http.StatusForbidden {
		t.Errorf("shared by another site's page it answers %d, want 403", status)
	}
	if status, _, _ := v.share(target, ""); status != http.StatusForbidden {
		t.Errorf("without a word of who made it it answers %d, want 403", status)
	}
	status, head, body := v.share(target, "none")
	v.wants("sharing", status, http.StatusSeeOther, body)
	status, _, body = v.get(head.Get("Location"))
	v.wants("what it became", status, http.StatusOK, body, "gedeeld.pdf")
}

// share sends a file as the browser does for an app that it is shared with.
func (v *visitor) share(target shareTarget, by string) (int, http.Header, string) {
	v.Helper()
	var form bytes.Buffer
	parts := multipart.NewWriter(&form)
	file, err := parts.CreateFormFile(target.Params.Files[0].Name, "gedeeld.pdf")
	if err != nil {
		v.Fatal(err)
	}
	if _, err := file.Write([]byte("%PDF-1.7\nshared")); err != nil {
		v.Fatal(err)
	}
	if err := parts.Close(); err != nil {
		v.Fatal(err)
	}
	r, err := http.NewRequestWithContext(v.Context(), target.Method, v.base+target.Action, &form)
	if err != nil {
		v.Fatal(err)
	}
	r.Header.Set("Content-Type", parts.FormDataContentType())
	if by != "" {
		r.Header.Set("Sec-Fetch-Site", by)
	}
	answer, err := v.Do(r)
	if err != nil {
		v.Fatal(err)
	}
	defer answer.Body.Close()
	var body strings.Builder
	if err := answer.Write(&body); err != nil {
		v.Fatal(err)
	}
	return answer.StatusCode, answer.Header, body.String()
}
