// Generate writes invented invoices and their truth into a folder:
//
//	go run ./extractors/samples/generate --out DIR --seed 1 --count 600 --as mixed
//
// It makes truth.jsonl, as invoer eval reads it, and docs with the files. With
// --stacks N --as scan it makes stacks of paper instead, with separators and with
// blank backs through which fronts show, and batches.jsonl, as invoer eval --batches
// reads it. The same flags make the same files. It owns nothing else and reads nothing.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/invoer/invoer"
)

func main() {
	var b batch
	flag.StringVar(&b.out, "out", "", "folder to write into; made when it is missing")
	flag.Uint64Var(&b.seed, "seed", 1, "another seed invents other layouts and documents")
	flag.IntVar(&b.count, "count", 100, "how many documents")
	flag.IntVar(&b.each, "each", 3, "documents of one layout")
	flag.StringVar(&b.as, "as", "pdf-text", "pdf-text, pdf-image, scan, fax, photo or mixed")
	flag.StringVar(&b.language, "language", "", "nl, fr, de or en; empty mixes them")
	flag.BoolVar(&b.annexes, "annexes", false, "lay general conditions, timesheets and delivery notes behind documents")
	flag.IntVar(&b.stacks, "stacks", 0, "instead lay so many stacks of 8 to 16 documents and scan them, with a separator before each")
	kind := flag.String("doc-type", "", "invoice, credit_note, receipt …; empty mixes them")
	flag.Parse()
	b.kind = invoer.Kind(*kind)
	if err := b.run(); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}
