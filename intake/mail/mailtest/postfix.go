package mailtest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

const postfixMain = `compatibility_level = 3.6
queue_directory = %[1]s/spool
data_directory = %[1]s/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = relay.example.test
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
relay_domains = in.example.test
relay_transport = %[3]s
local_transport = error:none
disable_dns_lookups = yes
alias_maps =
alias_database =
message_size_limit = 60000000
mailbox_size_limit = 60000000
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 1s
maillog_file = %[1]s/log
maillog_file_prefixes = %[1]s
`

const postfixMaster = `127.0.0.1:%[2]d inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
scache unix - - n - 1 scache
anvil unix - - n - 1 anvil
tlsmgr unix - - n - 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
`

// StartPostfix starts Debian's Postfix with a configuration and a queue of the
// test's own, as a relay to a port by SMTP, and gives the address where it takes
// mail. Postfix has to begin as root.
func StartPostfix(t testing.TB, to int) string {
	t.Helper()
	return startPostfix(t, fmt.Sprintf("smtp:[127.0.0.1]:%d", to))
}

// StartPostfixLMTP is StartPostfix with a relay that speaks LMTP (RFC 2033).
func StartPostfixLMTP(t testing.TB, to string) string {
	t.Helper()
	return startPostfix(t, "lmtp:inet:"+to)
}

func startPostfix(t testing.TB, to string) string {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("Postfix starts as root only; CI is root")
	}
	dir, err := os.MkdirTemp("/tmp", "postfix")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	port := FreePort(t)
	for path, content := range map[string]string{"etc/main.cf": postfixMain, "etc/master.cf": postfixMaster} {
		path = filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, fmt.Appendf(nil, content, dir, port, to), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, sub := range []string{"spool", "data"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("sh", "-c", "chmod 755 "+dir+"; chown postfix "+dir+"/data; postfix -c "+dir+"/etc check").CombinedOutput(); err != nil {
		t.Fatalf("postfix check: %v\n%s", err, out)
	}
	master := exec.Command("/usr/lib/postfix/sbin/master", "-c", filepath.Join(dir, "etc"), "-d")
	if err := master.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = master.Process.Signal(os.Interrupt)
		_ = master.Wait() // it says with which signal it ended
	})
	address := fmt.Sprintf("127.0.0.1:%d", port)
	listening(t, address)
	return address
}
