package servers

import (
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// A Provider is an identity provider of OpenID Connect that belongs to one test:
// the server of zitadel/oidc, with its own page to sign in.
type Provider struct {
	Issuer string
	Client string // its one client, of
	Secret string
}

// A ProviderUser is somebody whom a Provider knows.
type ProviderUser struct {
	ID, Username, Password string
	Email                  string
	EmailVerified          bool
}

// StartProvider gives t a provider with users, which stops after it. It sends
// people back to one address only.
func StartProvider(t testing.TB, back string, users ...ProviderUser) Provider {
	t.Helper()
	known := map[string]ProviderUser{}
	for _, u := range users {
		known[u.ID] = u
	}
	text, err := json.Marshal(known)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "users.json")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	address := freeAddress(t)
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(built(t, "oidc-provider"))
	cmd.Env = append(cmd.Environ(), "PORT="+port, "REDIRECT_URI="+back, "USERS_FILE="+file)
	listening(t, cmd, address)
	return Provider{Issuer: "http://localhost:" + port + "/", Client: "web", Secret: "secret"}
}
