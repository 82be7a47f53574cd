package portal

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api/portal/locale"
	"github.com/invoer/invoer/storage"
)

// samplePages are all pages with everything on them, by template.
func samplePages(lang string, role invoer.Role) map[string]map[string]any {
	at := func(section string) frame { return sampleFrame(lang, role, section) }
	documents := map[string]any{}
	for _, status := range []invoer.Status{invoer.StatusWaiting, invoer.StatusRead, invoer.StatusHeld, invoer.StatusApproved, invoer.StatusBooked, invoer.StatusRejected} {
		documents[string(status)] = at("documents").document(sampleDossier(status))
	}
	counts := map[invoer.Status]int{invoer.StatusRead: 1234, invoer.StatusHeld: 2}
	list := at("documents").documents(listing{Tab: "all"}, sampleRows(), storage.Count{In: counts}, sampleClients())
	empty := at("documents").documents(listing{Tab: "held", Query: "x"}, nil, storage.Count{In: counts}, sampleClients())
	part := invoer.Part{Name: "brief.docx", Media: "application/octet-stream", Size: 1 << 20, Outcome: invoer.Held, Reason: invoer.Because(string(invoer.CodeUnsupported))}
	balance := storage.Balance{At: sampleNow, Parts: 3, Taken: 2, Faults: []storage.Fault{{Rule: "parts", Noun: "delivery", ID: string(sampleDelivery)}}}
	return map[string]map[string]any{
		"documents.html":  {"full": list, "empty": empty},
		"document.html":   documents,
		"delivery.html":   {"held": deliveryPage{frame: at("deliveries"), Parts: []partView{at("").part(part)}, Rows: list.Rows}},
		"deliveries.html": {"one": deliveriesPage{frame: at("deliveries"), Rows: []deliveryRow{{URL: "/", Received: sampleNow}}, Older: "/"}, "none": deliveriesPage{frame: at("deliveries")}},
		"upload.html":     {"any": uploadPage{frame: at("upload"), Clients: at("").clients(sampleClients(), sampleClient, "")}},
		"balance.html":    {"fault": at("balance").balance(balance)},
		"problem.html":    {"any": problemPage{frame: at(""), Status: 404, Text: "x"}},
	}
}

var (
	notSaid = regexp.MustCompile(`>\s*(nav|act|word|docs|doc|status|client|kind|field|group|sure|reader|find|finding|held|upload|del|door|outcome|balance|did|err|side|case|class)\.[a-z_]+`)
	inline  = regexp.MustCompile(`(?i)<script>|<style|\son[a-z]+="|\sstyle="|javascript:`)
)

func TestEveryPageSpeaksEveryLanguage(t *testing.T) {
	t.Parallel()
	for _, lang := range locale.Languages {
		for _, role := range []invoer.Role{invoer.RoleAdmin, invoer.RoleAccountant, invoer.RoleClient} {
			for name, cases := range samplePages(lang, role) {
				for what, page := range cases {
					checkPage(t, lang+" "+string(role)+" "+name+" "+what, name, page)
				}
			}
		}
	}
}

func checkPage(t *testing.T, what, name string, page any) {
	t.Helper()
	var out bytes.Buffer
	if err := pages.ExecuteTemplate(&out, name, page); err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	for fault, pattern := range map[string]*regexp.Regexp{"a code in place of its words": notSaid, "script or style of its own": inline} {
		if found := pattern.FindString(out.String()); found != "" {
			t.Errorf("%s: %s: %q", what, fault, found)
		}
	}
	if strings.Contains(out.String(), `="&#34;`) || strings.Contains(out.String(), "ZgotmplZ") || strings.Contains(out.String(), "%!") {
		t.Errorf("%s: something was written where it may not stand", what)
	}
}
