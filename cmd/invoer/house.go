package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api"
	"github.com/invoer/invoer/api/portal"
	v1 "github.com/invoer/invoer/api/v1"
	"github.com/invoer/invoer/extractors"
	"github.com/invoer/invoer/extractors/web"
	"github.com/invoer/invoer/intake"
	"github.com/invoer/invoer/intake/clamd"
	"github.com/invoer/invoer/intake/mail"
	"github.com/invoer/invoer/intake/upload"
	"github.com/invoer/invoer/pipeline"
	"github.com/invoer/invoer/storage"
	"github.com/invoer/invoer/storage/blobs"
)

// A house is the program's parts on their services.
type house struct {
	services services
	store    *storage.Store
	blobs    blobStore
	reader   *extractors.Reader
	bell     *pipeline.Bell
	gate     *intake.Gate
	mail     *mail.Door // nil: closed
	fetchers []*mail.Fetcher
	answers  *mail.Answers // nil: no letters are sent
	pipeline *pipeline.Pipeline
	server   *api.Server
	log      *slog.Logger
}

// A blobStore is a directory or S3.
type blobStore interface {
	intake.Blobs
	pipeline.Blobs
	api.Blobs
	storage.Bytes
	Ready(ctx context.Context) error
}

// openHouse opens what serve needs, from the ground up. close gives it back.
func (c serveCommand) openHouse(ctx context.Context, s services, log *slog.Logger) (*house, error) {
	h := &house{services: s, log: log}
	if err := c.build(ctx, h); err != nil {
		h.close()
		return nil, err
	}
	return h, nil
}

func (c serveCommand) build(ctx context.Context, h *house) (err error) {
	// A person's decision rings through the bell, which needs the store first.
	ring := func(r invoer.Ring) { h.bell.Ring(context.WithoutCancel(ctx), r) }
	if h.store, err = h.services.open(ctx, ring); err != nil {
		return err
	}
	if h.blobs, err = c.openBlobs(ctx); err != nil {
		return err
	}
	if h.reader, err = c.openReader(h.log); err != nil {
		return err
	}
	h.bell, err = pipeline.OpenBell(ctx, pipeline.BellSettings{Store: h.store, Redis: h.services.redis, Heavy: c.Workers, Log: h.log, Now: time.Now})
	if err != nil {
		return err
	}
	h.gate = &intake.Gate{Store: h.store, Blobs: h.blobs, Bell: h.bell, Limits: intake.Limits{Part: c.MostBytes, ClientDay: c.MostOfClient}, Log: h.log, Now: time.Now}
	if c.Clamd != "" {
		h.gate.Scanner = clamd.Scanner{Address: c.Clamd}
	}
	if h.mail, err = c.openMail(h); err != nil {
		return err
	}
	if h.fetchers, err = c.fetchers(h); err != nil {
		return err
	}
	if h.answers, err = c.openAnswers(h); err != nil {
		return err
	}
	h.pipeline, err = pipeline.New(pipeline.Settings{
		Store: h.store, Blobs: h.blobs, Reader: h.reader, Bell: h.bell, Heavy: c.Workers,
		Browser: c.browser(), WorkDir: c.cache("work"), CacheBytes: c.CacheBytes, Version: version(), Log: h.log, Now: time.Now,
	})
	if err != nil {
		return err
	}
	return c.openServer(h)
}

func (c serveCommand) openServer(h *house) error {
	proxies, err := c.proxies()
	if err != nil {
		return err
	}
	uploads, err := upload.Open(filepath.Join(c.Data, "uploads"), h.gate.MostOfPart(), time.Now)
	if err != nil {
		return err
	}
	h.server = api.New(api.Settings{
		Secure: c.secure(), Proxies: proxies, Store: h.store, Blobs: h.blobs, Originals: h.pipeline,
		Reader: h.reader, Gate: h.gate, Bell: h.bell, Log: h.log, Now: time.Now, Ready: c.checks(h),
		Elsewhere: c.elsewhere, PrivateHooks: c.WebhooksToPrivate, Uploads: uploads, Letters: c.Mail.Relay != "",
	})
	v1.Register(h.server)
	portal.New(h.server)
	return nil
}

// checks are what this process's parts need besides the database. Faces show
// what the database knows also while the bytes are away; workers go on without
// Redis.
func (c serveCommand) checks(h *house) []api.Check {
	if !c.does(partIntake) && !c.does(partWork) {
		return nil
	}
	return []api.Check{{Name: "bytes", Ask: h.blobs.Ready}}
}

func (c serveCommand) openReader(log *slog.Logger) (*extractors.Reader, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("finding the program for its children: %w", err)
	}
	return extractors.OpenReader(extractors.ReaderSettings{
		Program: []string{self, "child"}, CacheDir: compiled(c.cache("pdfium")), WorkDir: c.cache("pages"),
		Tessdata: c.Tessdata, Languages: c.Languages, Heavy: c.Workers, MaxPages: c.MostPages, Log: log,
	})
}

// browser prints web pages; nil where there is none.
func (c serveCommand) browser() pipeline.Browser {
	program := c.Browser
	if program == "" {
		program = web.Find()
	}
	if program == "" {
		return nil
	}
	return &web.Browser{Program: program, WorkDir: c.cache("pages")}
}

// cache is a folder for what can be made again.
func (s settings) cache(name string) string { return filepath.Join(s.Data, "cache", name) }

func (s settings) openBlobs(ctx context.Context) (blobStore, error) {
	if s.S3Endpoint == "" {
		return blobs.OpenDirectory(filepath.Join(s.Data, "blobs"))
	}
	spool := s.cache("spool")
	if err := os.MkdirAll(spool, 0o700); err != nil {
		return nil, fmt.Errorf("%w: folder for uploads: %w", invoer.ErrUnavailable, err)
	}
	return blobs.OpenS3(ctx, blobs.S3Settings{
		Endpoint: s.S3Endpoint, Bucket: s.S3Bucket, Region: s.S3Region,
		AccessKey: s.S3AccessKey, SecretKey: s.S3SecretKey, Spool: spool, Locked: s.S3Lock, Now: time.Now,
	})
}

// close gives back what was opened, in the other order.
func (h *house) close() {
	if h.bell != nil {
		h.say("closing Redis", h.bell.Close())
	}
	if h.reader != nil {
		h.say("closing the readers", h.reader.Close())
	}
	if h.store != nil {
		h.store.Close()
	}
}

func (h *house) say(what string, err error) {
	if err != nil {
		h.log.Warn(what, "err", err)
	}
}

// parts lists what runs until the end, of those parts that this process does.
func (h *house) parts(c serveCommand, d doors) []func(context.Context) error {
	parts := []func(context.Context) error{
		func(ctx context.Context) error { return h.server.Serve(ctx, d.portal) },
		h.server.DeliverUploads,
	}
	verifier := &storage.Verifier{Store: h.store, Bytes: h.blobs, Log: h.log, Now: time.Now}
	parts = append(parts, verifier.KeepSwept)
	if c.does(partIntake) {
		parts = append(parts, h.scans(c.scanFlags)...)
	}
	if c.does(partWork) {
		hooks := &api.Hooks{Store: h.store, Log: h.log, Now: time.Now, Private: c.WebhooksToPrivate}
		pushes := &api.Pushes{Store: h.store, Log: h.log, Now: time.Now, Private: c.WebhooksToPrivate}
		parts = append(parts, h.work, hooks.Run, pushes.Run, verifier.Run)
	}
	parts = append(parts, h.mailParts(d.mail)...)
	if d.metrics != nil {
		h.log.Info("metrics", "address", "http://"+reachable(d.metrics.Addr())+"/metrics")
		parts = append(parts, func(ctx context.Context) error { return serveMetrics(ctx, d.metrics, h.measured()) })
	}
	return parts
}

// work does the stages once the readers are warm: a document that comes before
// would use up its time, and the next one begin anew.
func (h *house) work(ctx context.Context) error {
	if err := h.reader.Warm(ctx); err != nil && ctx.Err() == nil {
		h.log.Warn("readers start cold", "err", err)
	}
	return h.pipeline.Run(ctx)
}

// elsewhere tells which requests are not this process's part: handing in is
// the doors', the rest but health the faces'.
func (c serveCommand) elsewhere(r *http.Request) bool {
	switch path := r.URL.Path; {
	case path == "/healthz" || path == "/readyz":
		return false
	case r.Method == http.MethodPost && (path == "/api/v1/deliveries" || path == "/upload"),
		strings.HasPrefix(path, "/api/v1/uploads"), strings.HasPrefix(path, "/uploads"):
		return !c.does(partIntake)
	}
	return !c.does(partAPI)
}
