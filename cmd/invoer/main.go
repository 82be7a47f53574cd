// Command invoer takes in purchase invoices, reads them, proposes their
// booking, keeps them, and serves the portal. All its parts are in this one
// program; README.md says how to begin.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"reflect"
	"syscall"

	"github.com/alecthomas/kong"
)

// cli is every command of the program. Each command is a struct in a file of
// its own with a method Run(*io3) error, or Run(context.Context, *io3) error.
type cli struct {
	Serve      serveCommand      `cmd:"" help:"Run the portal, the API, the doors and the workers, all or some of them."`
	Extract    extractCommand    `cmd:"" help:"Read files and print what stands on them, without any server."`
	Eval       evalCommand       `cmd:"" help:"Read documents whose truth is known and say how well."`
	Learn      learnCommands     `cmd:"" help:"Learn how to read from documents whose truth is known, or how to book from a ledger."`
	Import     importCommand     `cmd:"" help:"Hand files in at a running server."`
	Verify     verifyCommand     `cmd:"" help:"Prove that nothing was lost: rows against each other, stored files against their rows."`
	Doctor     doctorCommand     `cmd:"" help:"Say what is missing on this machine, and how to get it."`
	Migrate    migrateCommand    `cmd:"" help:"Bring the schema of the database up to date."`
	Replay     replayCommand     `cmd:"" help:"Read documents again that nobody decided on."`
	Office     officeCommands    `cmd:"" help:"Offices."`
	Client     clientCommands    `cmd:"" help:"Clients of an office."`
	User       userCommands      `cmd:"" help:"People who can sign in."`
	Token      tokenCommands     `cmd:"" help:"Keys for programs."`
	Scan       scanCommands      `cmd:"" help:"Folders from which files are taken in."`
	Register   registerCommand   `cmd:"" help:"The register of enterprises, by which suppliers are known."`
	Rates      ratesCommand      `cmd:"" help:"Load the reference rates of the European Central Bank."`
	Database   databaseCommand   `cmd:"" help:"Run a PostgreSQL tool against the private database: invoer database -- pg_dump -Fc -f FILE."`
	Child      childCommand      `cmd:"" hidden:"" help:"Read strangers' bytes for the parent process."`
	Separators separatorsCommand `cmd:"" help:"Print sheets to lay between documents before they are scanned."`

	Version kong.VersionFlag `help:"Print the program's version."`
}

// An io3 is the three streams of the program, so that tests may have others.
type io3 struct {
	in       io.Reader
	out, err io.Writer
}

// An exit is an error that ends the program with a status and no more words.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], &io3{os.Stdin, os.Stdout, os.Stderr}))
}

// run gives the exit status: 0 done, 1 it failed, 2 wrong arguments.
func run(ctx context.Context, args []string, streams *io3) int {
	parser, err := newParser(streams)
	if err != nil {
		fmt.Fprintln(streams.err, "invoer:", err)
		return 2
	}
	call, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(streams.err, "invoer:", err)
		return 2
	}
	call.BindTo(ctx, (*context.Context)(nil))
	err = call.Run(streams)
	var status exit
	if errors.As(err, &status) {
		return int(status)
	}
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		fmt.Fprintln(streams.err, "invoer: interrupted")
		return 1
	}
	if err != nil {
		fmt.Fprintln(streams.err, "invoer:", err)
		return 1
	}
	return 0
}

func newParser(streams *io3) (*kong.Kong, error) {
	return kong.New(&cli{}, kong.Name("invoer"),
		kong.Description("Purchase invoices, read and ready to check."),
		kong.UsageOnError(), kong.Writers(streams.out, streams.err),
		kong.DefaultEnvars("INVOER"), kong.KindMapper(reflect.Int, kong.MapperFunc(number)), kong.KindMapper(reflect.Int64, kong.MapperFunc(number)),
		kong.Vars{"version": version()})
}
