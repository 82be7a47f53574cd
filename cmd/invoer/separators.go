package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api/portal/locale"
	"github.com/invoer/invoer/exports/separators"
	"github.com/invoer/invoer/extractors/barcodes"
	"github.com/invoer/invoer/extractors/cut"
	"github.com/invoer/invoer/storage"
)

// separatorsCommand prints sheets to lay between documents.
type separatorsCommand struct {
	settings
	officeFlag
	Client string `placeholder:"CODE" help:"Code of the client whose the documents behind the sheets are; without it they are whose the stack is."`
	Kind   string `default:"" enum:",invoice,credit_note,receipt,reminder,statement,order,delivery_note,proforma,contract,other" help:"What they are, when that is known: invoice, credit_note, receipt …"`
	Count  int    `default:"1" help:"How many sheets."`
	Out    string `required:"" type:"path" placeholder:"FILE" help:"The PDF to write."`
}

// Help is shown by --help below the flags.
func (separatorsCommand) Help() string {
	return `Each sheet is numbered and sealed by the office. Lay one before each document and scan the whole stack: a document begins behind each sheet. Sheets may be used again.`
}

// mostSheets is how many sheets are printed at once.
const mostSheets = 1000

// Validate refuses wrong arguments.
func (c separatorsCommand) Validate() error {
	if err := between("count", c.Count, 1, mostSheets); err != nil {
		return err
	}
	return c.settings.Validate()
}

// Run writes the PDF.
func (c separatorsCommand) Run(ctx context.Context, streams *io3) error {
	return c.withStore(ctx, streams, func(store *storage.Store) error {
		who, err := c.admin(ctx, store)
		if err != nil {
			return err
		}
		sheets, err := c.sheets(ctx, store, who)
		if err != nil {
			return err
		}
		file, err := os.Create(c.Out)
		if err != nil {
			return err
		}
		defer file.Close()
		if err := separators.Write(file, sheets); err != nil {
			return err
		}
		return file.Close()
	})
}

func (c separatorsCommand) sheets(ctx context.Context, store *storage.Store, who invoer.Scope) ([]separators.Sheet, error) {
	office, err := store.Office(ctx, who)
	if err != nil {
		return nil, err
	}
	key, err := store.SeparatorKey(ctx, who)
	if err != nil {
		return nil, err
	}
	var client storage.Client
	if c.Client != "" {
		if client, err = store.ClientByCode(ctx, who, c.Client); err != nil {
			return nil, fmt.Errorf("--client: %w", err)
		}
	}
	run, today := rand.Text()[:6], invoer.DateOf(time.Now())
	sheets := make([]separators.Sheet, c.Count)
	for i := range sheets {
		said := cut.Sheet{Client: client.Code, Kind: c.Kind, Run: run, Number: i + 1, Of: c.Count, Printed: today}
		code, err := barcodes.Square(said.Text(key))
		if err != nil {
			return nil, err
		}
		sheets[i] = separators.Sheet{Code: code, Lines: c.lines(office.Language, client, said)}
	}
	return sheets, nil
}

// onPaper is how a day is printed on a sheet.
const onPaper = "02/01/2006"

// lines are the words on a sheet, for whoever finds it in a stack: for whom it
// was printed, when, among how many, and that it is good for a year.
func (c separatorsCommand) lines(lang string, client storage.Client, s cut.Sheet) []string {
	lines := []string{locale.Say(lang, "separator.title")}
	if client.Name != "" {
		lines = append(lines, client.Code+"  "+client.Name)
	}
	if c.Kind != "" {
		lines = append(lines, locale.Say(lang, "kind."+c.Kind))
	}
	return append(lines, locale.Say(lang, "separator.number", s.Run, fmt.Sprint(s.Number), fmt.Sprint(s.Of)), locale.Say(lang, "separator.how"),
		locale.Say(lang, "separator.printed", s.Printed.Time().Format(onPaper), fmt.Sprint(s.Of), s.Until().Time().Format(onPaper)))
}
