package fields

import (
	"regexp"
	"slices"
	"strings"
)

var (
	mailPattern = regexp.MustCompile(`(?i)[a-z0-9._%+-]+ ?@ ?([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,10})`)
	cutPattern  = regexp.MustCompile(`(?i)[a-z0-9._%+-]+ ?@ ?([a-z0-9]+-?[a-z0-9-]{4,})\.?(?:$|[\s,;|])`) // at the edge of a scan
	webPattern  = regexp.MustCompile(`(?i)(?:www\.|https?://(?:www\.)?)([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,10})|(?:^|[\s(:])([a-z0-9-]{3,}\.(?:be|nl|fr|de|com|eu|lu|net|org|co\.uk|shop|brussels|vlaanderen))(?:$|[\s/)|,])`)
)

// mailHosts give addresses to anybody, so that they tell nothing of a company.
var mailHosts = []string{"gmail", "hotmail", "outlook", "yahoo", "live", "icloud", "gmx", "web", "skynet", "telenet", "msn", "aol", "orange", "wanadoo", "free", "laposte", "example"}

// domainsIn gives the names of a text's mail and web addresses without their
// endings: "bois-negoce" of www.bois-negoce.be.
func domainsIn(text string) []string {
	var found []string
	for _, m := range mailPattern.FindAllStringSubmatch(text, -1) {
		if name := domainName(m[1]); !slices.Contains(mailHosts, name) {
			found = append(found, name)
		}
	}
	for _, m := range cutPattern.FindAllStringSubmatch(text, -1) {
		if name := strings.ToLower(m[1]); !slices.Contains(mailHosts, name) {
			found = append(found, name)
		}
	}
	for _, m := range webPattern.FindAllStringSubmatch(text, -1) {
		found = append(found, domainName(m[1]+m[2]))
	}
	return found
}

// Domains gives the domains of a text's mail and web addresses without host:
// "bois-negoce.be" of www.bois-negoce.be. Those that give addresses to anybody
// are left out.
func Domains(text string) []string {
	if !strings.ContainsAny(text, ".") {
		return nil
	}
	var found []string
	for _, m := range mailPattern.FindAllStringSubmatch(text, -1) {
		found = append(found, m[1])
	}
	for _, m := range webPattern.FindAllStringSubmatch(text, -1) {
		found = append(found, m[1]+m[2])
	}
	var kept []string
	for _, domain := range found {
		if domain = strings.ToLower(domain); !slices.Contains(mailHosts, domainName(domain)) {
			kept = append(kept, strings.TrimPrefix(domain, "www."))
		}
	}
	return kept
}

// domainName is the part of a domain that was chosen by its owner.
func domainName(domain string) string {
	parts := strings.Split(strings.ToLower(domain), ".")
	if len(parts) > 2 && len(parts[len(parts)-2]) <= 3 {
		return parts[len(parts)-3]
	}
	return parts[max(0, len(parts)-2)]
}

// alikeDomain says how much a company's name and a domain name are the same: 1
// when they are, 0 when nothing speaks for it.
func alikeDomain(name, domain string) float64 {
	n, dom := Fold(stripForm(name)), Fold(domain)
	if len(n) < 3 || len(dom) < 3 {
		return 0
	}
	short, long := n, dom
	if len(short) > len(long) {
		short, long = long, short
	}
	switch {
	case n == dom:
		return 1
	case len(short) >= 4 && strings.HasPrefix(long, short):
		return 0.6 + 0.4*float64(len(short))/float64(len(long))
	case len(short) >= 5 && strings.Contains(long, short):
		return 0.5 + 0.4*float64(len(short))/float64(len(long))
	case len(long) <= 40 && distance(short, long) <= len(long)/5:
		return 0.8
	case initials(name) == dom:
		return 0.5
	}
	return sharedWords(name, dom)
}

// sharedWords is the share of a domain's letters that words of the name have.
func sharedWords(name, domain string) float64 {
	covered := 0
	for _, t := range tokens(stripForm(name)) {
		if len(t.text) >= 4 && strings.Contains(domain, t.text) {
			covered += len(t.text)
		}
	}
	share := float64(covered) / float64(len(domain))
	if share < 0.5 {
		return 0
	}
	return min(0.9, share)
}

func initials(name string) string {
	var b strings.Builder
	for _, t := range tokens(stripForm(name)) {
		b.WriteByte(t.text[0])
	}
	return b.String()
}
