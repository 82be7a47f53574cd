package api

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// Address is the network address that a request came from. What a proxy says
// of it is believed only of the proxies in Settings, read from the right, as
// everything to the left of the last unknown hop may be invented.
func (s *Server) Address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && s.proxy(host); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			return host
		}
		host = hop.Unmap().String()
	}
	return host
}

func (s *Server) proxy(host string) bool {
	address, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	for _, p := range s.Proxies {
		if p.Contains(address.Unmap()) {
			return true
		}
	}
	return false
}
