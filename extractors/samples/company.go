package samples

import (
	"fmt"
	"strings"

	"github.com/invoer/invoer/extractors/samples/paper"
)

// A company is one that sends or receives invoices.
type company struct {
	name     string // with its legal form
	short    string // without
	language string
	country  string
	street   string
	town     string // with its code
	vat      string // canonical
	ibans    []string
	bics     []string
	phone    string
	mobile   string
	mail     string
	web      string
	trade    trade
}

// towns of other countries.
var foreignTowns = map[string][]string{
	"NL": {"5611 BM Eindhoven", "3011 AB Rotterdam", "4811 CD Breda", "6211 KX Maastricht", "1012 JS Amsterdam"},
	"FR": {"59000 Lille", "75011 Paris", "08000 Charleville-Mézières", "59200 Tourcoing", "69003 Lyon"},
	"DE": {"52062 Aachen", "50667 Köln", "40210 Düsseldorf", "54290 Trier", "80331 München"},
	"LU": {"L-1616 Luxembourg", "L-4011 Esch-sur-Alzette"},
	"IE": {"Dublin 2 D02 X285", "Cork T12 W8KP"},
	"GB": {"London EC2A 4NE", "Leeds LS1 4DY", "Bristol BS1 6QA"},
}

// homes are where companies of a language stand, the commonest more often.
var homes = map[string][]string{
	"nl": {"BE", "BE", "BE", "BE", "BE", "BE", "NL"},
	"fr": {"BE", "BE", "BE", "BE", "BE", "FR", "LU"},
	"de": {"BE", "DE", "DE"},
	"en": {"BE", "NL", "IE", "GB", "LU"},
}

func inventCompany(d dice, language, country string) company {
	l := lexicons[language]
	c := company{language: language, country: country, trade: pick(d, l.Trades...)}
	c.short = shortName(d, l, c.trade)
	c.name = formed(d, c.short, pick(d, l.Forms...))
	c.street = street(d, l, language)
	c.town = pick(d, l.Towns...)
	if towns, foreign := foreignTowns[country]; foreign {
		c.town = pick(d, towns...)
	}
	c.vat = vatOf(d, country)
	for range d.between(1, 3) {
		c.ibans = append(c.ibans, ibanOf(d, country))
		c.bics = append(c.bics, pick(d, "GKCCBEBB", "KREDBEBB", "BBRUBEBB", "GEBABEBB", "ARSPBE22", "AXABBE22", "TRIOBEBB", "VDSPBE91"))
	}
	c.phone = fmt.Sprintf("%s %s %s %s", pick(d, "09", "02", "056", "011", "04", "+32 9", "+32 2", "081"), d.digits(3), d.digits(2), d.digits(2))
	c.mobile = fmt.Sprintf("04%s %s %s %s", pick(d, "7", "8", "9"), d.digits(2), d.digits(2), d.digits(2))
	host := hostOf(c.short) + "." + pick(d, "be", "be", "com", "eu")
	c.mail = pick(d, "info", "facturatie", "boekhouding", "contact", "sales", "admin", "compta", "office") + "@" + host
	c.web = pick(d, "www.", "www.", "") + host
	return c
}

func shortName(d dice, l *lexicon, t trade) string {
	kind, family, invented := pick(d, t.Names...), pick(d, l.Surnames...), pick(d, l.Invented...)
	return pick(d,
		kind+" "+family, kind+" "+invented, family+" "+kind, invented, invented+" "+kind,
		family+" & "+pick(d, l.Surnames...), kind+" "+pick(d, l.FirstNames...)+" "+family, invented+" "+pick(d, "Group", "Services", "Belgium", "Plus", "Pro"))
}

func formed(d dice, short, form string) string {
	return pick(d, short+" "+form, short+" "+form, short+" "+form, short+" "+form, short+" "+form, form+" "+short)
}

func street(d dice, l *lexicon, language string) string {
	name, number := pick(d, l.Streets...), fmt.Sprint(d.between(1, 280))
	number += pick(d, "", "", "", "A", "/2", " bus 3", "-"+number)
	switch language {
	case "fr":
		return pick(d, name+" "+number, name+", "+number, number+" "+name, number+", "+name)
	case "en":
		return pick(d, number+" "+name, name+" "+number)
	}
	return name + " " + number
}

// hostOf is a name as people put it in addresses of the web.
func hostOf(name string) string {
	plain := paper.Plain(strings.ToLower(name))
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r == '-' {
			return r
		}
		return -1
	}, plain)
}

// countryNames as they stand below addresses.
var countryNames = map[string]string{
	"BE": "België", "NL": "Nederland", "FR": "France", "DE": "Deutschland", "LU": "Luxembourg", "IE": "Ireland", "GB": "United Kingdom",
}
