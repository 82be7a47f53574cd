package einvoice

import (
	"slices"
	"strconv"
	"strings"
)

// An Element is one element of an XML file. All its methods work on nil, which
// is an element that the file does not have.
type Element struct {
	Space, Name string // namespace and local name
	Text        string // its own character data, without space around it
	Attrs       map[string]string
	Children    []*Element
	Parent      *Element
	Line, Col   int // of its start tag, from 1; Col counts bytes

	nth      int            // among its namesakes, from 1
	namesake map[string]int // how many children have a name
}

// One gives the first element at a path of local names ("Party/PartyName/Name"),
// and nil where there is none.
func (e *Element) One(path string) *Element {
	if all := e.All(path); len(all) > 0 {
		return all[0]
	}
	return nil
}

// All gives every element at a path of local names, in the order of the file.
func (e *Element) All(path string) []*Element {
	if e == nil {
		return nil
	}
	name, rest, deeper := strings.Cut(path, "/")
	var found []*Element
	for _, child := range e.Children {
		switch {
		case child.Name != name:
		case deeper:
			found = append(found, child.All(rest)...)
		default:
			found = append(found, child)
		}
	}
	return found
}

// Value is the text of an element with runs of space made one, and "" for an
// element that is not there.
func (e *Element) Value() string {
	if e == nil {
		return ""
	}
	return strings.Join(strings.Fields(e.Text), " ")
}

// Attr is an attribute by its local name, and "" for one that is not there.
func (e *Element) Attr(name string) string {
	if e == nil {
		return ""
	}
	return strings.TrimSpace(e.Attrs[name])
}

// First gives the first of the elements that has a text.
func First(elements ...*Element) *Element {
	for _, e := range elements {
		if e.Value() != "" {
			return e
		}
	}
	return nil
}

// The prefixes that the standards themselves use for their namespaces, so that
// a path reads the same whatever the sender calls them.
var prefixes = map[string]string{
	"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2":                             "ubl",
	"urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2":                          "cn",
	"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2":           "cac",
	"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2":               "cbc",
	"urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100":                       "rsm",
	"urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100": "ram",
	"urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100":                        "udt",
	"urn:un:unece:uncefact:data:standard:QualifiedDataType:100":                          "qdt",
	"urn:ferd:CrossIndustryDocument:invoice:1p0":                                         "rsm",
	"urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:12":  "ram",
	"urn:un:unece:uncefact:data:standard:UnqualifiedDataType:15":                         "udt",
}

// XPath is the way to the element from the root, with the usual prefixes and a
// position where it has namesakes.
func (e *Element) XPath() string {
	if e == nil {
		return ""
	}
	step := e.Name
	if prefix := prefixes[e.Space]; prefix != "" {
		step = prefix + ":" + step
	}
	if e.Parent != nil && e.Parent.namesake[e.Name] > 1 {
		step += "[" + strconv.Itoa(e.nth) + "]"
	}
	return e.Parent.XPath() + "/" + step
}

// adopt makes child the last child of e.
func (e *Element) adopt(child *Element) {
	if e.namesake == nil {
		e.namesake = map[string]int{}
	}
	e.namesake[child.Name]++
	child.nth = e.namesake[child.Name]
	e.Children = append(e.Children, child)
}

// deepest is how many names of a way are said in messages.
const deepest = 12

// names is the way to the element as local names, for messages; of a long one
// the end.
func (e *Element) names() string {
	var way []string
	for ; e != nil && len(way) < deepest; e = e.Parent {
		way = append(way, e.Name)
	}
	slices.Reverse(way)
	return strings.Join(way, "/")
}
