package winbooks

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/invoer/invoer"
)

// A row is one record: values by the name of their column. Columns that it
// does not have stay empty.
type row struct {
	document invoer.DocumentID
	values   map[string]string
	analytic map[string]string // of a cost line: code by plan
}

// A column is one place of a record. Rows of a dBase table have the same
// widths, in characters: one each in the code pages that WinBooks reads.
type column struct {
	name  string
	width int
	free  bool // free text: may be cut, and signs that the code page lacks become question marks
}

func columns(spec string) []column {
	var all []column
	for _, word := range strings.Fields(spec) {
		name, width, _ := strings.Cut(word, ":")
		c := column{name: name}
		width, c.free = strings.CutSuffix(width, "*")
		c.width, _ = strconv.Atoi(width) // the tables below are well formed
		all = append(all, c)
	}
	return all
}

// csfColumns end at CURRENCY: what follows is WinBooks' own.
var csfColumns = columns(`NUMBER:10 TYPE:1 NAME1:40 NAME2:40 CIVNAME1:10 CIVNAME2:10 ADRESS1:40 ADRESS2:40 VATCAT:1 COUNTRY:6
	VATNUMBER:15 PAYCODE:10 TELNUMBER:35 FAXNUMBER:25 BNKACCNT:40 ZIPCODE:10 CITY:40 DEFLTPOST:8 LANG:2 CATEGORY:10 CENTRAL:8
	VATCODE:10 CURRENCY:3`)

// actColumns are all 38. An amount has 17 places, three of them decimals; two
// decimals are taken as well.
var actColumns = columns(`DOCTYPE:1 DBKCODE:6 DBKTYPE:1 DOCNUMBER:8 DOCORDER:3 OPCODE:5 ACCOUNTGL:8 ACCOUNTRP:10 BOOKYEAR:1 PERIOD:2
	DATE:8 DATEDOC:8 DUEDATE:8 COMMENT:40* COMMENTEXT:35 AMOUNT:17 AMOUNTEUR:17 VATBASE:17 VATCODE:6 CURRAMOUNT:17 CURRCODE:3
	CUREURBASE:17 VATTAX:17 VATIMPUT:6 CURRATE:12 REMINDLEV:1 MATCHNO:8 OLDDATE:8 ISMATCHED:1 ISLOCKED:1 ISIMPORTED:1 ISPOSITIVE:1
	ISTEMP:1 MEMOTYPE:1 ISDOC:1 DOCSTATUS:1 DICFROM:16 CODAKEY:11`)

// antColumns are the 26 of ANT as winbooksexport writes them; those that no
// source names are called by their place.
var antColumns = columns(`DBKCODE:6 DBKTYPE:1 DOCNUMBER:8 C4:8 C5:8 ACCOUNTGL:8 DATE:8 COMMENT:40* C9:8 AMOUNTEUR:17 C11:8 C12:8 C13:8
	C14:8 C15:8 C16:8 C17:8 C18:8 ISLOCKED:1 LINE:3 AMOUNTEUR2:17 ZONANA1:10 C23:10 C24:3 C25:8 C26:2`)

// spell gives a value in the code page, and why it does not fit. Quotes inside
// become apostrophes and ends of lines spaces, as WinBooks' API does it.
func (c column) spell(value string, s signs) ([]byte, invoer.Reason) {
	if value == "" {
		return nil, invoer.Reason{}
	}
	value = strings.TrimSpace(plain.Replace(value))
	coded, lost := s.encode(value)
	if lost != 0 && !c.free {
		return nil, invoer.Because("export-sign", c.name, string(lost), value)
	}
	if c.fits(coded, s) {
		return coded, invoer.Reason{}
	}
	if c.free {
		return c.cut(coded, s), invoer.Reason{}
	}
	return nil, invoer.Because("export-width", c.name, strconv.Itoa(c.width), value)
}

var plain = strings.NewReplacer(`"`, "'", "\r\n", " ", "\n", " ", "\r", " ", "\t", " ", "\x00", "")

func (c column) fits(coded []byte, s signs) bool {
	if s.wide {
		return utf8.RuneCount(coded) <= c.width
	}
	return len(coded) <= c.width
}

func (c column) cut(coded []byte, s signs) []byte {
	if s.wide {
		return []byte(strings.TrimSpace(string([]rune(string(coded))[:c.width])))
	}
	return []byte(strings.TrimRight(string(coded[:c.width]), " "))
}
