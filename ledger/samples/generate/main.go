// Command generate writes an invented ledger in the booking contract:
//
//	go run ./ledger/samples/generate --out ledger.jsonl --seed 2 --clients 3 --suppliers 250 --months 24
//
// The same numbers give the same file.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/ledger/samples"
)

func main() {
	var r samples.Recipe
	var out, from string
	flag.StringVar(&out, "out", "ledger.jsonl", "file to write")
	flag.StringVar(&from, "from", "2025-01-01", "first day")
	flag.Uint64Var(&r.Seed, "seed", 1, "another number gives another ledger")
	flag.IntVar(&r.Clients, "clients", 3, "clients")
	flag.IntVar(&r.Suppliers, "suppliers", 250, "suppliers of each client")
	flag.IntVar(&r.Months, "months", 24, "months of 30 days")
	flag.Float64Var(&r.Mistakes, "mistakes", 0.001, "share of documents that were booked wrong")
	flag.Float64Var(&r.Changes, "changes", 0.03, "share of suppliers of which the accountant changes his mind one day")
	flag.Parse()
	if err := write(r, from, out); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func write(r samples.Recipe, from, out string) (err error) {
	if r.From, err = invoer.ParseDate(from); err != nil {
		return err
	}
	if r.Clients < 1 || r.Suppliers < 1 || r.Months < 1 {
		return fmt.Errorf("%d clients, %d suppliers, %d months, want at least 1 of each", r.Clients, r.Suppliers, r.Months)
	}
	f, err := os.Create(out)
	if err != nil {
		return err
	}
	defer f.Close()
	buffered := bufio.NewWriter(f)
	lines := json.NewEncoder(buffered)
	lines.SetEscapeHTML(false)
	for _, p := range r.Make() {
		if err := lines.Encode(p); err != nil {
			return err
		}
	}
	if err := buffered.Flush(); err != nil {
		return err
	}
	return f.Close()
}
