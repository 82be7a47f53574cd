package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"

	"golang.org/x/sync/errgroup"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/extractors/ocr"
)

// A serveCommand runs doors, workers and faces, all or some.
type serveCommand struct {
	settings
	Listen  string   `default:"127.0.0.1:8410" help:"Address and port of the portal and the API."`
	URL     string   `name:"url" placeholder:"URL" help:"How people reach the portal, when it is not the listen address."`
	Metrics string   `default:"127.0.0.1:0" help:"Address and port of /metrics; empty for none. Port 0 takes a free one."`
	Proxy   []string `placeholder:"NETWORK" help:"Networks of the proxies whose X-Forwarded-For is believed, as 10.0.0.0/8; may be repeated."`
	Parts   []string `default:"intake,work,api" help:"What this process does: intake (doors), work (workers), api (portal and API)."`

	Mail mailFlags `embed:""`

	Workers   int      `help:"Pages read at one time; 0: one a processor core."`
	Languages []string `default:"nld,fra,deu,eng" help:"Languages of Tesseract."`
	Tessdata  string   `type:"path" help:"Directory of Tesseract's models, when it is not Debian's."`
	Browser   string   `type:"path" placeholder:"FILE" help:"Chromium, for invoices that are the text of a message; found by itself where it is installed."`
	MostPages int      `default:"2000" help:"Pages that a file may have."`
	MostBytes int64    `default:"209715200" help:"Bytes that a file may have."`

	MostOfClient int64  `default:"21474836480" help:"Bytes that may come for one client within a day, by all doors."`
	Clamd        string `placeholder:"SOCKET" help:"Socket (or HOST:PORT) of ClamAV's daemon, which then looks at all that comes in. What it calls bad goes into quarantine."`
	CacheBytes   int64  `default:"2147483648" help:"Bytes of originals that are kept near while they are read."`

	scanFlags

	WebhooksToPrivate bool `help:"Let webhooks go to addresses of private networks and of this machine."`

	Demo  string `type:"existingdir" placeholder:"DIR" help:"On a first start, make clients and hand in the documents of this directory, to look at."`
	Log   string `default:"info" enum:"debug,info,warn,error" help:"What is logged: debug, info, warn or error."`
	Check bool   `help:"Print the settings with secrets hidden, and end."`
}

// The parts of the program that machines can share.
const (
	partIntake = "intake"
	partWork   = "work"
	partAPI    = "api"
)

// Validate refuses settings that contradict themselves.
func (c serveCommand) Validate() error {
	if err := c.settings.Validate(); err != nil {
		return err
	}
	if len(c.Parts) == 0 {
		return fmt.Errorf("%w: --parts (INVOER_PARTS) is empty, want some of intake, work, api", invoer.ErrInvalid)
	}
	for _, part := range c.Parts {
		if !slices.Contains([]string{partIntake, partWork, partAPI}, part) {
			return fmt.Errorf("%w: --parts (INVOER_PARTS) has %q, want some of intake, work, api", invoer.ErrInvalid, part)
		}
	}
	for flag, address := range map[string]string{"listen": c.Listen, "metrics": c.Metrics} {
		if err := listenable(address); err != nil {
			return fmt.Errorf("%w: --%s (%s) is %q: %w", invoer.ErrInvalid, flag, environmentName(flag), address, err)
		}
	}
	if err := c.numbers(); err != nil {
		return err
	}
	if _, err := c.proxies(); err != nil {
		return err
	}
	if err := c.scanFlags.validate(); err != nil {
		return err
	}
	if err := c.Mail.Validate(); err != nil {
		return err
	}
	return addressOf("url", "INVOER_URL", c.URL, "http", "https")
}

// listenable refuses what a server cannot listen on. Empty is nowhere, port 0
// any that is free.
func listenable(address string) error {
	if address == "" {
		return nil
	}
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return errors.New("want ADDRESS:PORT, as 127.0.0.1:8410")
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return errors.New("want a port of 1 to 65535, or 0 for any that is free, as 127.0.0.1:8410")
	}
	return nil
}

// numbers refuses those with which nothing would work.
func (c serveCommand) numbers() error {
	return cmp.Or(
		between("workers", c.Workers, 0, mostJobs),
		between("most-pages", c.MostPages, 1, 1_000_000),
		between("most-bytes", c.MostBytes, 1, mostBytes),
		between("most-of-client", c.MostOfClient, 1, mostBytes),
		between("cache-bytes", c.CacheBytes, 1, mostBytes),
	)
}

func (c serveCommand) proxies() ([]netip.Prefix, error) {
	var networks []netip.Prefix
	for _, text := range c.Proxy {
		network, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("%w: --proxy (INVOER_PROXY) has %q, want a network, as 10.0.0.0/8", invoer.ErrInvalid, text)
		}
		networks = append(networks, network)
	}
	return networks, nil
}

// models refuses to start workers that could read no scan.
func (c serveCommand) models() error {
	if !c.does(partWork) {
		return nil
	}
	return ocr.Check(c.Languages, c.Tessdata)
}

func (c serveCommand) does(part string) bool { return slices.Contains(c.Parts, part) }

// secure tells whether people come by https.
func (c serveCommand) secure() bool {
	u, err := url.Parse(c.URL)
	return err == nil && u.Scheme == "https"
}

// Run serves until ctx ends, and then stops in order: doors, workers, faces,
// and last the private servers.
func (c serveCommand) Run(ctx context.Context, streams *io3) error {
	if c.Check {
		return c.print(streams.out)
	}
	if err := c.models(); err != nil {
		return err
	}
	log := c.log(streams)
	doors, err := c.listen(ctx)
	if err != nil {
		return err
	}
	defer doors.close()
	services, err := c.ownServices(ctx, log)
	if err != nil {
		return err
	}
	defer services.stop()

	working, stopWorking := context.WithCancelCause(ctx)
	defer stopWorking(nil)
	servers, stopServers := context.WithCancel(context.WithoutCancel(ctx))
	defer stopServers()
	watched := make(chan error, 1)
	go func() {
		err := services.watch(servers)
		stopWorking(err)
		watched <- err
	}()
	err = c.work(working, services, doors, streams, log)
	stopServers()
	if gone := <-watched; gone != nil {
		return gone
	}
	return err
}

// watch looks after the private servers until ctx ends, then stops them.
func (s services) watch(ctx context.Context) error {
	if s.servers == nil {
		<-ctx.Done()
		return nil
	}
	return s.servers.Run(ctx)
}

func (c serveCommand) log(streams *io3) *slog.Logger {
	var level slog.Level
	// The flag's values are level names.
	_ = level.UnmarshalText([]byte(c.Log))
	return slog.New(slog.NewTextHandler(streams.err, &slog.HandlerOptions{Level: level}))
}

// work opens the house on its services and runs its parts.
func (c serveCommand) work(ctx context.Context, services services, doors doors, streams *io3, log *slog.Logger) error {
	house, err := c.openHouse(ctx, services, log)
	if err != nil {
		return err
	}
	defer house.close()
	g, ctx := errgroup.WithContext(ctx)
	for _, part := range house.parts(c, doors) {
		g.Go(func() error { return part(ctx) })
	}
	g.Go(func() error { return c.announce(ctx, house, doors, streams) })
	return g.Wait()
}

// announce says, once a first start is done, where the portal is.
func (c serveCommand) announce(ctx context.Context, house *house, doors doors, streams *io3) error {
	address := c.URL
	if address == "" {
		address = "http://" + reachable(doors.portal.Addr())
	}
	if c.Database != "" { // somebody else's, who makes its people himself
		fmt.Fprintf(streams.out, "invoer is ready: %s\n", address)
		return nil
	}
	sign, err := c.firstStart(ctx, house.store, address)
	if err != nil {
		return err
	}
	fmt.Fprintf(streams.out, "invoer is ready: %s\n", address)
	fmt.Fprintln(streams.out, c.signInText(sign))
	if sign.fresh && c.Demo != "" {
		c.demo(ctx, house)
	}
	return nil
}

// demo ends a first start. Whatever goes wrong in it, the house serves on; the
// next start hands in what is missing.
func (c serveCommand) demo(ctx context.Context, house *house) {
	err := c.handInDemo(ctx, house)
	if err == nil {
		err = c.endFirstStart()
	}
	if err != nil && ctx.Err() == nil {
		house.log.Error("the demo is not complete; the next start goes on with it", "err", err)
	}
}

func (c serveCommand) signInText(sign signIn) string {
	if sign.User == "" {
		return fmt.Sprintf("sign in with your own address and password; another admin is made by: invoer user add EMAIL NAME --role admin --data %s", c.Data)
	}
	if sign.Password == "" {
		return fmt.Sprintf("sign in as %s with the password that you chose", sign.User)
	}
	return fmt.Sprintf("sign in as %s with password %s (kept in %s)", sign.User, sign.Password, c.accessPath())
}

// reachable is an address that a browser on this machine can ask: the one that
// listens for all is reached at loopback.
func reachable(a net.Addr) string {
	host, port, err := net.SplitHostPort(a.String())
	if err != nil {
		return a.String()
	}
	if ip, err := netip.ParseAddr(host); err == nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}
