package api

import (
	"errors"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// A host is what an address leads to, in one spelling: a name in small letters
// without a final dot, or a network address.
type host struct {
	name string
	at   netip.Addr // valid when it is no name
}

var errHost = errors.New("want a host's name in ASCII (xn--… for others) or its network address")

// hostOf reads the host of a URL as browsers and C libraries do (WHATWG URL
// §3.5, inet_aton): 0x7f000001, 2130706433, 127.1 and 0177.0.0.1 are all
// 127.0.0.1.
func hostOf(u *url.URL) (host, error) {
	text := strings.ToLower(u.Hostname())
	if at, err := netip.ParseAddr(text); err == nil {
		return host{at: at}, nil
	}
	text = strings.TrimSuffix(text, ".")
	labels := strings.Split(text, ".")
	if _, number := ipv4Part(labels[len(labels)-1]); number {
		at, ok := ipv4(labels)
		if !ok {
			return host{}, errHost
		}
		return host{at: at}, nil
	}
	for _, label := range labels {
		if label == "" || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			return host{}, errHost
		}
	}
	return host{name: text}, nil
}

// ipv4 reads one to four numbers, of which the last fills what is left.
func ipv4(labels []string) (netip.Addr, bool) {
	if len(labels) > 4 {
		return netip.Addr{}, false
	}
	var all uint64
	for i, label := range labels {
		n, number := ipv4Part(label)
		last := i == len(labels)-1
		if most := uint64(1) << (8 * (5 - len(labels))); !number || (last && n >= most) || (!last && n > 255) {
			return netip.Addr{}, false
		}
		if last {
			all |= n
			break
		}
		all |= n << (24 - 8*i)
	}
	return netip.AddrFrom4([4]byte{byte(all >> 24), byte(all >> 16), byte(all >> 8), byte(all)}), true
}

// ipv4Part reads a decimal, octal (0177) or hexadecimal (0x7f) number. One too
// large for any address is a number still, and none of an address. Digits that
// are not octal behind a zero are read as decimal ones: no name ends in them.
func ipv4Part(label string) (n uint64, number bool) {
	digits, base := label, 10
	switch {
	case strings.HasPrefix(label, "0x"):
		digits, base = label[2:], 16
		if digits == "" {
			return 0, true
		}
	case len(label) > 1 && label[0] == '0' && strings.Trim(label, "01234567") == "":
		digits, base = label[1:], 8
	}
	if strings.HasPrefix(digits, "+") || strings.HasPrefix(digits, "-") {
		return 0, false
	}
	n, err := strconv.ParseUint(digits, base, 64)
	return n, err == nil || errors.Is(err, strconv.ErrRange)
}

// privateNames lead to this machine or this network (RFC 6761, 6762 and 8375,
// and ICANN's resolution of 29 July 2024 on .internal).
var privateNames = []string{".localhost", ".local", ".internal", ".home.arpa"}

// public tells whether the host may be in somebody else's network. A name
// without a dot is of one's own.
func (h host) public() bool {
	if h.at.IsValid() {
		return public(h.at)
	}
	for _, suffix := range privateNames {
		if strings.HasSuffix("."+h.name, suffix) {
			return false
		}
	}
	return strings.Contains(h.name, ".")
}
