package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/invoer/invoer/api"
)

// The doors of a process are its listeners. They are opened before anything
// else, so that a port in use is said at once; nobody is answered before the
// house is open.
type doors struct {
	portal  net.Listener // nil when this process only works
	metrics net.Listener // nil when nobody wants to measure
	mail    mailDoors
}

func (c serveCommand) listen(ctx context.Context) (doors, error) {
	var d doors
	var err error
	if d.portal, err = listenFor(ctx, "listen", c.Listen, api.Listen); err != nil {
		return doors{}, err
	}
	if d.mail, err = c.listenMail(ctx); err != nil {
		d.close()
		return doors{}, err
	}
	if c.Metrics == "" {
		return d, nil
	}
	if d.metrics, err = listenFor(ctx, "metrics", c.Metrics, api.Listen); err != nil {
		d.close()
		return doors{}, err
	}
	return d, nil
}

// listenFor opens the address that a flag names; what is wrong with it is said
// with that flag's name.
func listenFor(ctx context.Context, flag, address string, open func(context.Context, string) (net.Listener, error)) (net.Listener, error) {
	l, err := open(ctx, address)
	if err != nil {
		return nil, fmt.Errorf("--%s (%s): %w", flag, environmentName(flag), err)
	}
	return l, nil
}

// close closes what nobody has served yet.
func (d doors) close() {
	for _, l := range []net.Listener{d.portal, d.metrics, d.mail.smtp, d.mail.lmtp} {
		if l != nil {
			_ = l.Close() // fails only when it is closed already
		}
	}
}

// serveMetrics answers on the metrics listener until ctx ends.
func serveMetrics(ctx context.Context, l net.Listener, measured []prometheus.Collector) error {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	registry.MustRegister(measured...)
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	context.AfterFunc(ctx, func() { _ = server.Close() }) // nobody waits for a measurement
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("metrics: %w", err)
	}
	return nil
}

// measured lists what the parts of the house count.
func (h *house) measured() []prometheus.Collector {
	return append(h.pipeline.Metrics(), h.gate.Metrics()...)
}
