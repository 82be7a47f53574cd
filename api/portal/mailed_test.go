package portal

import (
	"context"
	"encoding/base64"
	"fmt"
	"net"
	"net/smtp"
	"strings"
	"time"

	"github.com/invoer/invoer/intake/mail"
)

// mailDoor opens the door for mail until the test ends, and gives its address
// and that of the client.
func (h *house) mailDoor() (door, to string) {
	h.Helper()
	const token = "7kq2m9xw"
	if _, err := h.store.RenewMailToken(h.Context(), h.identity(admin1), h.client, token); err != nil {
		h.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		h.Fatal(err)
	}
	d := &mail.Door{Gate: h.server.Gate, Store: h.store, Domains: []string{"in.kantoor.example"}, Spool: h.TempDir(), Log: h.log, Now: time.Now}
	h.until(func(ctx context.Context) error { return d.Serve(ctx, l, mail.SMTP) })
	client, err := h.store.Client(h.Context(), h.identity(admin1), h.client)
	if err != nil {
		h.Fatal(err)
	}
	return l.Addr().String(), client.Code + "-" + token + "@in.kantoor.example"
}

// mail sends a file as a message of its supplier would bring it.
func (h *house) mail(door, to, name string, body []byte) {
	h.Helper()
	lines := []string{
		"From: Facturatie <facturen@leverancier.example>", "To: <" + to + ">", "Subject: Factuur " + name,
		fmt.Sprintf("Message-ID: <%s@leverancier.example>", name), "Date: Mon, 30 Mar 2026 10:00:00 +0200", "MIME-Version: 1.0",
		"Content-Type: multipart/mixed; boundary=deel", "", "--deel", "Content-Type: text/plain; charset=utf-8", "", "In bijlage onze factuur.", "--deel",
		`Content-Type: application/xml; name="` + name + `"`, `Content-Disposition: attachment; filename="` + name + `"`, "Content-Transfer-Encoding: base64", "",
	}
	text := base64.StdEncoding.EncodeToString(body)
	for len(text) > 76 {
		lines, text = append(lines, text[:76]), text[76:]
	}
	lines = append(lines, text, "--deel--", "")
	if err := smtp.SendMail(door, nil, "facturen@leverancier.example", []string{to}, []byte(strings.Join(lines, "\r\n"))); err != nil {
		h.Fatalf("mailing %s: %v", name, err)
	}
}
