package extractors

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/invoer/invoer"
)

var scan = Source{corpus + "/nl-hardware-store-scan/document.pdf", mediaPDF}

// BenchmarkNormaliseScan is one scanned A4 page at 300 dpi.
func BenchmarkNormaliseScan(b *testing.B) { benchmarkNormalise(b, scan) }

// BenchmarkNormalisePhoto is one photo of a telephone.
func BenchmarkNormalisePhoto(b *testing.B) {
	benchmarkNormalise(b, Source{corpus + "/fr-cleaning-cocontractor-photo/document.jpg", "image/jpeg"})
}

// BenchmarkNormaliseText is one page with a sound text layer, which is read
// thereby.
func BenchmarkNormaliseText(b *testing.B) {
	benchmarkNormalise(b, Source{corpus + "/en-eu-pdf-text/document.pdf", mediaPDF})
}

func benchmarkNormalise(b *testing.B, src Source) {
	r := testReader(b)
	for b.Loop() {
		if _, err := r.Normalise(context.Background(), src, 1); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkReadScan is Normalise and Read of a scanned page by two children.
func BenchmarkReadScan(b *testing.B) {
	r := testReader(b)
	b.SetParallelism(1)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			s, err := r.Normalise(context.Background(), scan, 1)
			if err != nil {
				b.Error(err)
				return
			}
			if _, err := r.Read(context.Background(), scan, Sheet{Page: invoer.Page{Number: 1}, Gray: s.Gray}); err != nil {
				b.Error(err)
				return
			}
		}
	})
}

// BenchmarkSettle is what is made of the words of one page with a text layer:
// who may have sent it, and its invoice.
func BenchmarkSettle(b *testing.B) {
	r := testReader(b)
	files, err := filepath.Glob(corpus + "/*-pdf-text/document.pdf")
	if err != nil || len(files) == 0 {
		b.Fatalf("documents: %v %v", files, err)
	}
	var pages [][]invoer.Page
	for _, file := range files {
		sheet, err := r.Normalise(b.Context(), Source{file, mediaPDF}, 1)
		if err != nil {
			b.Fatal(err)
		}
		pages = append(pages, []invoer.Page{sheet.Page})
	}
	for i := 0; b.Loop(); i++ {
		sheaf := Bind(pages[i%len(pages)])
		sheaf.Witnesses()
		if _, err := sheaf.Invoice(nil, invoer.Known{Today: today}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkXML is one e-invoice from its file to the invoice.
func BenchmarkXML(b *testing.B) {
	r := testReader(b)
	file := corpus + "/de-de-craft-xml/document.xml"
	for b.Loop() {
		found, err := r.Extract(context.Background(), file, file, invoer.Own{}, today)
		if err != nil || len(found) != 1 || found[0].Err != nil {
			b.Fatalf("got %d documents, %v", len(found), err)
		}
	}
}
