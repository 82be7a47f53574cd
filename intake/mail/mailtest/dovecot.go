// Package mailtest starts real mail servers for tests: Debian's Dovecot and
// Postfix, each with a configuration of the test's own on a free port of this
// machine, ended with the test.
package mailtest

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A Dovecot is a real IMAP server with mailboxes of its own.
type Dovecot struct {
	Address string
	mail    string // folder of the mailboxes
	owner   *user.User
}

// Password opens each mailbox.
const Password = "secret"

// dovecotSettings are for every version. What differs stands before them.
const dovecotSettings = `
protocols = imap
listen = 127.0.0.1
base_dir = %[1]s/run
state_dir = %[1]s/state
log_path = %[1]s/log
ssl = no
default_internal_user = %[2]s
default_internal_group = %[3]s
default_login_user = %[2]s
first_valid_uid = 1
first_valid_gid = 1
mailbox_list_index = no
auth_mechanisms = plain
service imap-login {
  chroot =
  inet_listener imap {
    port = %[4]d
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
`

// What Dovecot 2.3 (Debian 12, Ubuntu 24.04) and 2.4 (Debian 13) spell in their
// own ways, who reads a mailbox and where it lies.
const (
	dovecot23 = `
disable_plaintext_auth = no
mail_location = maildir:%[1]s/mail/%%u
passdb {
  driver = static
  args = password=%[5]s
}
userdb {
  driver = static
  args = uid=%[2]s gid=%[3]s home=%[1]s/mail/%%u
}
`
	dovecot24 = `dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
auth_allow_cleartext = yes
mail_driver = maildir
mail_path = %[1]s/mail/%%{user}
passdb static {
  password = %[5]s
}
userdb static {
  fields {
    uid = %[2]s
    gid = %[3]s
    home = %[1]s/mail/%%{user}
  }
}
`
)

// settingsFor gives the settings that a Dovecot understands.
func settingsFor(t testing.TB, program string) string {
	t.Helper()
	version, err := exec.Command(program, "--version").Output()
	if err != nil {
		t.Fatalf("version of dovecot: %v", err)
	}
	if strings.HasPrefix(string(version), "2.3") {
		return dovecot23 + dovecotSettings
	}
	return dovecot24 + dovecotSettings
}

// BelowInbox are settings by which all folders lie below INBOX, as those of Courier
// and of many hosters do.
const BelowInbox = `
namespace inbox {
  inbox = yes
  prefix = INBOX.
  separator = .
}
`

// StartDovecot starts Debian's Dovecot with a configuration of the test's own,
// on a free port, as a user without rights where the test is root.
func StartDovecot(t testing.TB, further ...string) *Dovecot {
	t.Helper()
	program, err := exec.LookPath("dovecot")
	if err != nil {
		t.Fatal("no dovecot: setup/packages test installs dovecot-imapd")
	}
	d := &Dovecot{owner: nobody(t)}
	dir := shortTemp(t)
	port := FreePort(t)
	d.Address, d.mail = fmt.Sprintf("127.0.0.1:%d", port), filepath.Join(dir, "mail")
	group, err := user.LookupGroupId(d.owner.Gid)
	if err != nil {
		t.Fatal(err)
	}
	for _, sub := range []string{"run", "state", "mail"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	d.give(t, d.mail)
	config := filepath.Join(dir, "dovecot.conf")
	if err := os.WriteFile(config, fmt.Appendf(nil, settingsFor(t, program)+strings.Join(further, ""), dir, d.owner.Username, group.Name, port, Password), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "-F", "-c", config)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt) // it may be gone
		_ = cmd.Wait()                       // it says with which signal it ended
	})
	listening(t, d.Address)
	return d
}

// nobody is the user that servers run as: not root.
func nobody(t testing.TB) *user.User {
	t.Helper()
	u, err := user.Current()
	if err == nil && u.Uid == "0" {
		u, err = user.Lookup("nobody")
	}
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// shortTemp is a folder whose path is short enough for sockets, and open to
// servers that are not root.
func shortTemp(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "mail")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// FreePort is a port of this machine that nobody listens on.
func FreePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// listening waits until a server answers at an address.
func listening(t testing.TB, address string) {
	t.Helper()
	for range 800 {
		if conn, err := net.Dial("tcp", address); err == nil {
			conn.Close()
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("nobody answers at %s after 40 s", address)
}

// give makes a path the server's own.
func (d *Dovecot) give(t testing.TB, path string) {
	t.Helper()
	uid, _ := strconv.Atoi(d.owner.Uid) // numbers on Unix
	gid, _ := strconv.Atoi(d.owner.Gid)
	if os.Getuid() == 0 {
		if err := os.Chown(path, uid, gid); err != nil {
			t.Fatal(err)
		}
	}
}

// Put delivers a message to somebody's mailbox (maildir: written aside, then
// moved to new).
func (d *Dovecot) Put(t testing.TB, who, name, text string) {
	t.Helper()
	for _, folder := range []string{"", "tmp", "new", "cur"} {
		path := filepath.Join(d.mail, who, folder)
		if err := os.MkdirAll(path, 0o755); err != nil {
			t.Fatal(err)
		}
		d.give(t, path)
	}
	aside := filepath.Join(d.mail, who, "tmp", name)
	if err := os.WriteFile(aside, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	d.give(t, aside)
	if err := os.Rename(aside, filepath.Join(d.mail, who, "new", name)); err != nil {
		t.Fatal(err)
	}
}

// Forget makes the mailbox of somebody number its messages anew, under another
// UIDVALIDITY (RFC 3501 §2.3.1.1), as one does that was restored.
func (d *Dovecot) Forget(t testing.TB, who string) {
	t.Helper()
	notes, err := filepath.Glob(filepath.Join(d.mail, who, "dovecot*"))
	if err != nil || len(notes) == 0 {
		t.Fatalf("notes of dovecot: %v, %v", notes, err)
	}
	for _, note := range notes {
		if err := os.RemoveAll(note); err != nil {
			t.Fatal(err)
		}
	}
}

// Close puts a folder there into which nobody can move anything.
func (d *Dovecot) Close(t testing.TB, who, folder string) {
	t.Helper()
	path := filepath.Join(d.mail, who, "."+folder)
	if err := os.MkdirAll(filepath.Join(path, "cur"), 0o555); err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{filepath.Join(path, "cur"), path} {
		if err := os.Chmod(at, 0o555); err != nil {
			t.Fatal(err)
		}
	}
}

// Messages are the files in a folder of somebody's, "" for INBOX, with their
// flags.
func (d *Dovecot) Messages(t testing.TB, who, folder string) []string {
	t.Helper()
	if folder != "" {
		folder = "." + folder
	}
	var all []string
	for _, sub := range []string{"new", "cur"} {
		found, err := filepath.Glob(filepath.Join(d.mail, who, folder, sub, "*"))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, found...)
	}
	return all
}

// Read tells whether a file's flags say that somebody read it.
func Read(path string) bool {
	_, flags, _ := strings.Cut(filepath.Base(path), ":2,")
	return strings.Contains(flags, "S")
}
