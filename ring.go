package invoer

// A Noun is a kind of row that goes through stages.
type Noun string

// The nouns that wait for stages.
const (
	NounFile     Noun = "file"
	NounPage     Noun = "page"
	NounDocument Noun = "document"
)

// A Ring names a row and the stage it waits for, and says nothing else: losing
// one loses nothing, and ringing twice does nothing twice. A page is named by
// its file and its number there.
type Ring struct {
	Office OfficeID `json:"office"`
	Noun   Noun     `json:"noun"`
	ID     string   `json:"id"`             // FileID, or DocumentID
	Page   int      `json:"page,omitempty"` // from 1; 0 unless Noun is NounPage
	Stage  Stage    `json:"stage"`
	Run    int      `json:"run"`
}
