package portal

import (
	"html/template"
	"net/url"
	"time"

	"github.com/invoer/invoer"
)

// A signInPage asks who one is. Next is where one goes afterwards.
type signInPage struct {
	frame
	Email, Next string
	Languages   []languageLink
}

// A codePage asks for a one-time code.
type codePage struct {
	frame
	Next string
}

// An awayPage leads to an identity provider.
type awayPage struct {
	frame
	Address, Host string
}

// An invitationPage lets an invited person choose a password.
type invitationPage struct {
	frame
	Name, Email, Office string
	Passwords           []input
}

// An endOfDigestPage ends letters that tell somebody what waits for him.
type endOfDigestPage struct {
	frame
	Ended bool
}

type languageLink struct {
	Code, Name, URL string
	Here            bool
}

// A problemPage says that something cannot be done, and never more than the
// reader may know.
type problemPage struct {
	frame
	Status int
	Text   string
}

// A documentsPage is the list of documents in one state.
type documentsPage struct {
	frame
	Tab, Query     string
	Tabs           []tab
	Clients, Kinds []option
	Orders         []option
	Mine           bool
	Saved          []savedView
	List           string   // itself, as a query
	Assignees      []option // whoever may be given documents
	CanBulk        bool     // its rows can be chosen for a deed on all of them
	SureCount      int      // of the list's documents, those that were surely read
	SureShown      string   // with a plus where there are more
	SureURL        string
	OneClient      bool
	Filtered       bool
	Live           bool // it follows what happens; older pages stand still
	Rows           []documentRow
	Self           string
	Newest, Older  string
	Near           bool // some rows have what was looked for nearly as it was spelled
	Empty          sign
	Undone         *undone // of a deed on several of them
	Starting       bool    // the office has no clients yet: it is led to its first steps
}

type tab struct {
	Code, Text, URL, Shown string
	Count                  int
	Here                   bool
}

// A documentRow is a document in a list.
type documentRow struct {
	tongue
	ID            invoer.DocumentID
	URL           string
	State         sign
	Supplier, Sub string
	Client        string
	Issued, Due   string
	Total         string
	Sure          sureness
	Received      time.Time
	Waiting, Late bool
	OneClient     bool
	Choosable     bool
	Version       int
}

// A savedView is a list that the reader goes back to.
type savedView struct {
	ID, Name, URL string
	Here          bool
}

// A surePage shows documents that were surely read, to approve together.
type surePage struct {
	frame
	Cards         []sureCard
	List          string
	Back          string
	Newest, Older string
}

type sureCard struct {
	ID                              invoer.DocumentID
	Version                         int
	URL, Picture                    string
	Supplier, Kind, Number          string
	Client, Issued, Due, Total, Pay string
}

// A documentPage is one document: its pages and what was read from them.
type documentPage struct {
	frame
	ID                  invoer.DocumentID
	Version             int
	List                string // the list that one came from, as a query
	Heading, Subheading string
	State               sign
	Back, Self          string
	Previous, Next      string
	Waiting             bool
	Sheets              []sheet
	NoPages             string
	Decided             *decision
	CanLook             bool // it went without a person
	Held                *heldView
	Handed              []string // what who handed it in said of it
	HandedBy            string
	Findings            []findingView
	Kinds, Clients      []option
	Assignees           []option
	Seat                string // who else has it open, in words
	Groups              []fieldGroup
	Sum                 arithmetic
	Today               string // by which dates without a year are understood
	Strip               bool   // there are pages enough to choose from
	Keys                []keyView
	Breakdown           []vatView
	Lines               []lineView
	Booking             *bookingView
	BookingForm         *bookingForm
	Bookable            bool
	History             []auditView
	Original            string
	Archive, Manifest   string
	FileName            string
	DeliveryURL         string
	Received            time.Time
	Others              []link
	Message             string // the e-mail that it came in
	Talk                *talkView
	Originals           []originalView // where there are several
	CanWork             bool           // an accountant: may change what can be changed
	CanCorrect          bool
	CanApprove          bool
	CanReject           bool
	CanReopen           bool
	CanReplay           bool
}

// Action is the address of something that is done with the document.
func (p documentPage) Action(name string) string {
	return "/documents/" + url.PathEscape(string(p.ID)) + "/" + name
}

type link struct{ URL, Text string }

type decision struct{ Kind, Icon, Text string }

type heldView struct{ What, Todo, Detail string }

// A sheet is one page on the screen. Coordinates are points of the page as it
// was read; Turn is what a person added.
type sheet struct {
	Number                int
	Label                 string
	Width, Height         float64
	SeenWidth, SeenHeight float64
	Turn                  int
	Transform             string
	Image, Small, Words   string
	Soon                  bool // its picture is asked for at once
	Boxes                 []boxView
}

type boxView struct {
	Field, Level, Title string
	X, Y, Width, Height float64
}

// A keyView says what keys do at the desk.
type keyView struct {
	Strokes []string
	Text    string
}

type fieldGroup struct {
	Title   string
	Amounts bool // its sum stands below it
	Same    bool // the first field is called like the group
	Fields  []fieldView
}

// A fieldView is one value to look at and to correct. Was is what stood there
// when the page was made, Typed what is in the input now, Now what somebody
// else has made of it meanwhile.
type fieldView struct {
	tongue
	Name, Label   string
	Level         string
	Sure          sureness
	Typed, Was    string
	Now, NowValue string
	Wrote         string // what was typed into it, where it cannot be changed any more
	Mistake       string
	Why, From     string
	Alternatives  []string
	Findings      []findingView
	Page          int
	Wide, Amount  bool
	Editable      bool
	Seeks         bool // suppliers are looked for by what is typed
}

type findingView struct {
	tongue
	Rule, Field, Text string
	Todo              string
	Class, Icon, Kind string
	Answer            string // where it can be accepted; empty where that is not asked for
	Answered          bool
	Said              string // who accepted it, or did first where two must
	Beside            string // where both documents that it is about are shown
	Callbacks         []link // telephone numbers to ask at, each with the document that it stands on
}

// An originalView is one of several originals of a document.
type originalView struct {
	Name, Door, Why  string
	Received         time.Time
	Original, Beside string // Beside is empty for the first
	Separate         string // empty for the first
}

// A besidePage shows two documents side by side.
type besidePage struct {
	frame
	Back     string
	Halves   [2]besideHalf
	Values   []pairView
	Separate string // the second one's, where they are originals of one document
	Join     string // the first one's, where a person may say that they are
	To       invoer.DocumentID
	Answer   string // the first one's, where a finding asks
	Finding  string
	Version  int
}

// A besideHalf is one of two documents that are shown side by side.
type besideHalf struct {
	Title, Door, Original string
	Received              time.Time
	Sheets                []sheet
	NoPages               string
}

// A pairView is a field of both.
type pairView struct {
	Name, One, Other string
	Differ           bool
}

type vatView struct{ Rate, Base, VAT string }

type lineView struct{ Description, Quantity, Price, Total string }

type bookingView struct {
	Title, Journal string
	Entries        []entryView
}

type entryView struct{ Account, Text, Treatment, Boxes, Why, Debit, Credit string }

type auditView struct {
	At       time.Time
	Who, Did string
	Changes  []changeView
}

type changeView struct{ Name, Before, After string }

// An uploadPage takes files.
type uploadPage struct {
	frame
	Clients                  []option
	Accept, FileLimit, Limit string
	Halves                   []halfUpload
	Handed                   handedForm
}

// A halfUpload is one that can be gone on with.
type halfUpload struct{ ID, Name, Came string }

// A deliveriesPage lists what came in.
type deliveriesPage struct {
	frame
	Tabs          []tab
	Rows          []deliveryRow
	OneClient     bool
	Newest, Older string
}

type deliveryRow struct {
	URL                string
	Received           time.Time
	Door, From, Client string
	Outcomes           []string
	Now                []sign
}

// A deliveryPage is the ledger of one delivery.
type deliveryPage struct {
	frame
	Heading            string
	Door, From, Client string
	Action             string   // where its forms go
	Clients            []option // it can be given to; empty: not by this reader
	Again, Asks        bool     // something can be tried again; it waits for a yes
	Parts              []partView
	Rows               []documentRow
	Stack              *stackView // nil: nothing to see in it
	Repeats            []repeatView
	Handed             handedForm
}

// A repeatView is a later arrival of the same.
type repeatView struct {
	At         time.Time
	Door, From string
	URL        string // the delivery's own page
	Here       bool   // it has no page of its own
}

// A place is where a document is now; URL is empty while there is none.
type place struct {
	URL   string
	State sign
}

type partView struct {
	Name, Media, Size    string
	Class, Icon, Outcome string
	Why, Todo            string
	URL                  string // of its bytes; empty: not for this reader
	Take                 string // where a form has it taken all the same; empty: it cannot be
	Earlier              string // the delivery that brought the same before
	Now                  []place
	More                 int // places that are not listed
}

// A clientsPage lists and adds clients.
type clientsPage struct {
	frame
	Rows     []clientRow
	Inputs   []input
	Language choice
	Own      string
	Answers  bool // senders of messages are told what became of them

	TwoForAccounts bool // see storage.OfficeSettings
	Limits         []input
	DigestHour     choice // of letters that tell what waits
	Unreadable     string // why a file is no list of clients
}

type clientRow struct {
	ID                        invoer.ClientID
	Name, Code, VAT, Language string
	Archived                  bool
}

// A clientPage is about one client of the office.
type clientPage struct {
	frame
	ID        invoer.ClientID
	Inputs    []input
	Language  choice
	Own       string
	Archived  bool
	Addresses []addressView // its mail addresses, the one in use first
	Senders   string
	People    []userRow
}

// An addressView is a mail address of a client; the server's domain stands behind it.
type addressView struct{ Local, Until string }

// A usersPage lists and adds those who can sign in.
type usersPage struct {
	frame
	Secret  *secret // an invitation's link
	Factor  choice  // of whom a second factor is wanted
	Rows    []userRow
	Inputs  []input
	Choices []choice
}

// A userPage changes one of them.
type userPage struct {
	frame
	ID      invoer.UserID
	Email   string
	Name    input
	Choices []choice
}

type userRow struct {
	ID                        invoer.UserID
	Name, Email, Role, Client string
	Disabled                  bool
	Self                      bool   // the reader himself
	Invited                   string // how far his invitation has come
}

// A tokensPage lists, makes and revokes keys of programs.
type tokensPage struct {
	frame
	Once    string // identifier of the token that the form makes
	Secret  *secret
	Rows    []tokenRow
	Name    input
	Client  choice
	Scopes  []option
	Mistake string
}

type tokenRow struct {
	ID, Name, Client, Hint, Scopes, Created, Used string
	Revoked                                       bool
}

// A webhooksPage lists, makes and removes webhooks and shows how they fare.
type webhooksPage struct {
	frame
	Once   string // identifier of the webhook that the form makes
	Secret *secret
	Rows   []webhookRow
	Inputs []input
}

// A webhookPage is the log of one webhook.
type webhookPage struct {
	frame
	webhookRow
	Failed     bool   // only what it did not get
	Log, Older string // addresses
}

type webhookRow struct {
	ID, URL, Kinds string
	Attempts       []attemptView
}

type attemptView struct{ ID, Hook, Event, Class, Icon, Text, Detail string }

// A balancePage proves that nothing was lost.
type balancePage struct {
	frame
	Totals     []countView
	Lines      []balanceLine
	Deliveries []link
	At         string
}

type countView struct{ Name, Count string }

type balanceLine struct{ Name, Detail, In, Out, Difference string }

// A profilePage is about oneself.
type profilePage struct {
	frame
	Language  choice
	Keys      choice // of one letter: on or off
	Digest    choice // how often he is told by mail what waits for him; without a name where no mail leaves
	PushKey   string // of the house, for push services (RFC 8292)
	Pushed    string // how many of his browsers are told, in words; empty: none
	Passwords []input
	Sessions  []sessionRow
	HasCode   bool   // signs in with one-time codes
	CodesLeft string // recovery codes, in words
	Prove     input  // his password, before he sets one up
	KeyName   input  // of a new passkey
	KeyProof  input  // his password, before he adds it
	Code      input
	Passkeys  []passkeyRow
}

type passkeyRow struct{ ID, Name, Created, Used string }

// An enrolmentPage shows what an authenticator app is to be told.
type enrolmentPage struct {
	frame
	Secret       string
	App, Picture template.URL
	Code         input
}

// A recoveryPage shows recovery codes, once.
type recoveryPage struct {
	frame
	Codes []string
}

// A peoplePage is the history of people and their sign-ins.
type peoplePage struct {
	frame
	Rows  []peopleRow
	Older string
}

type peopleRow struct{ At, By, Subject, What string }

// A providerPage is about the office's own identity provider.
type providerPage struct {
	frame
	Back   string // the address that the provider must know
	Set    bool
	Trust  bool
	Inputs []input
}

type sessionRow struct {
	ID, Agent, Since, Seen string
	Here                   bool
}

// A qualityPage tells how well documents were read.
type qualityPage struct {
	frame
	Periods, Clients                     []option
	Any                                  bool   // something was approved in that time
	Left                                 string // documents that are still to be counted, in words
	File                                 string
	Untouched                            share
	Minutes                              string
	Fields, ByClient, BySupplier, ByDoor []qualityRow
	Bands, Corrected                     []qualityRow
	Curve                                []curvePoint
}

type qualityRow struct {
	Name, Field string
	share
}

// A clientListPage shows what a list of clients would change.
type clientListPage struct {
	frame
	File    string
	New     []clientRow
	Changed []changedClient
	Same    int
	Faults  []string
	List    string // the rows that are new or change, for the deed; empty: none
}

type changedClient struct{ Now, Was clientRow }

// A stepsPage leads from an empty office to its first booked invoice.
type stepsPage struct {
	frame
	Steps []stepView
	All   bool
}

type stepView struct {
	Title, Text, URL string
	Done             bool
}
