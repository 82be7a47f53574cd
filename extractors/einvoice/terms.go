package einvoice

// Terms are the terms of EN 16931 as they stand in one file; each is the
// element that holds it, nil where the file does not have it. Lists are best
// first.
type Terms struct {
	Reader     string // "ubl" or "cii"
	Kind       Kind
	Number     *Element   // BT-1
	Issued     *Element   // BT-2
	Due        *Element   // BT-9
	Currency   *Element   // BT-5
	Supplier   Party      // BG-4
	Customer   Party      // BG-7
	Accounts   []*Element // BT-84
	References []*Element // BT-83
	Notes      []*Element // BT-22, where a payment reference or language may stand as well
	Conditions []*Element // BT-20, payment terms in words
	Net        *Element   // BT-109
	VAT        []*Element // BT-110, and BT-111 in another currency
	Total      *Element   // BT-112
	Payable    *Element   // BT-115
	Breakdown  []Group    // BG-23
	Lines      []Line     // BG-25
	Preceding  []*Element // BT-25
	From       *Element   // BT-73
	Until      *Element   // BT-74
	Cargo      []Cargo    // BG-24
}

// A Kind is where the file says what document it is: its type code (BT-3,
// UNTDID 1001), and whether the root element says credit note already.
type Kind struct {
	Code       *Element
	CreditNote bool
}

// A Party is a seller or buyer: every place where senders put its name and its
// number, best first.
type Party struct {
	Names   []*Element
	Numbers []Number
	Country *Element
}

// A Number is a place where a party's number may stand, and what is expected
// there.
type Number struct {
	At   *Element
	Sort Sort
}

// A Sort says what a place promises of the number in it.
type Sort int

// The sorts: BT-31 is a VAT number whatever it looks like, BT-30 a number of a
// register of the party's country; an identifier (BT-29, BT-34) may be
// anything, and counts only where its scheme says that it is a number of ours.
const (
	VATNumber Sort = iota
	RegisterNumber
	Identifier
)

// A Group is one group of the VAT breakdown (BG-23).
type Group struct {
	At, Base, VAT, Rate, Category *Element
}

// A Line is one invoice line (BG-25). Price is BT-146, which the sender may
// give for more than one unit (BT-149).
type Line struct {
	At, Description, Quantity, Price, Rate, Total *Element

	From, Until *Element // BT-134, BT-135
}

// Cargo is a file inside the file (BT-125), in base64.
type Cargo struct {
	At          *Element
	Name, Media string
}
