package pdf

import (
	"bytes"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/invoer/invoer"
)

// Owner passwords and odd entries keep nobody from reading; a password of the
// reader's does, and is said as such (peers 46).
func TestEncryption(t *testing.T) {
	t.Parallel()
	e := testEngine(t)
	plain := onePage(printed("", invoiceLines...))
	weak := []string{"--allow-weak-crypto"}
	cases := map[string]struct {
		file []byte
		want invoer.Code
	}{
		"none":                   {plain, ""},
		"RC4 40, owner":          {qpdf(t, plain, append(weak, "--encrypt", "", "boss", "40", "--")...), ""},
		"RC4 128, owner":         {qpdf(t, plain, append(weak, "--encrypt", "", "boss", "128", "--use-aes=n", "--")...), ""},
		"AES 128, owner":         {qpdf(t, plain, append(weak, "--encrypt", "", "boss", "128", "--use-aes=y", "--")...), ""},
		"AES 256, owner":         {qpdf(t, plain, "--encrypt", "", "boss", "256", "--"), ""},
		"RC4 40, reader":         {qpdf(t, plain, append(weak, "--encrypt", "client", "boss", "40", "--")...), invoer.CodeEncrypted},
		"AES 128, reader":        {qpdf(t, plain, append(weak, "--encrypt", "client", "boss", "128", "--use-aes=y", "--")...), invoer.CodeEncrypted},
		"AES 256, reader":        {qpdf(t, plain, "--encrypt", "client", "boss", "256", "--"), invoer.CodeEncrypted},
		"AES 128, an odd Length": {oddLength(t, qpdf(t, plain, append(weak, "--encrypt", "", "boss", "128", "--use-aes=y", "--")...)), ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			d, err := e.Open(bytes.NewReader(c.file), int64(len(c.file)))
			if got := codeOf(t, err); got != c.want {
				t.Fatalf("got code %q, want %q", got, c.want)
			}
			if err != nil {
				return
			}
			defer d.Close()
			got, err := d.Text(1)
			if err != nil || len(got.Words) < 20 {
				t.Errorf("%d words, %v; want those of the page", len(got.Words), err)
			}
		})
	}
}

// oddLength says the length of a key in bytes, where bits are asked for
// (pdfcpu #1165). The number keeps its width.
func oddLength(t *testing.T, file []byte) []byte {
	t.Helper()
	odd := bytes.ReplaceAll(file, []byte("/Length 128"), []byte("/Length  16"))
	if bytes.Equal(odd, file) {
		t.Fatal("the file says no length of 128 bits")
	}
	return odd
}

// Files that have made readers run for ever, or that one reader refuses and
// others open (peers 44, 45), come to an end here.
func TestStrangeFilesComeToAnEnd(t *testing.T) {
	t.Parallel()
	e := testEngine(t)
	page, drawing := pageObject, stream("", printed("", invoiceLines...))
	deep := "<</Type/Pages/Kids[" + strings.Repeat("[", 2000) + strings.Repeat("]", 2000) + " 3 0 R]/Count 1>>"
	cases := map[string]struct {
		file []byte
		want invoer.Code
	}{
		"pages that contain themselves": {objects(catalogObject, "<</Type/Pages/Kids[2 0 R]/Count 1>>"), invoer.CodeDamaged},
		"bookmarks in a circle": {objects("<</Type/Catalog/Pages 2 0 R/Outlines 7 0 R>>", pageTreeObject, page, drawing, fontObject, scanned(),
			"<</Type/Outlines/First 8 0 R/Last 8 0 R/Count 1>>", "<</Title(a)/Parent 7 0 R/Next 8 0 R/First 8 0 R/Last 8 0 R/Dest[3 0 R/Fit]>>"), ""},
		"arrays in arrays": {objects(catalogObject, deep, page, drawing, fontObject, scanned()), invoer.CodeDamaged},
		"a drawing that draws itself": {objects(catalogObject, pageTreeObject, page, stream("", "/I Do "+printed("", invoiceLines...)), fontObject,
			stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</I 6 0 R>>>>", "/I Do")), ""},
		"a signature over all of it": {objects("<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields[7 0 R]>>>>", pageTreeObject, page, drawing, fontObject, scanned(),
			"<</Type/Annot/Subtype/Widget/FT/Sig/T(s)/Rect[0 0 0 0]/P 3 0 R/V<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange[0 9 99 9]/Contents<00>>>>>"), ""},
		"no page at all":    {objects(catalogObject, "<</Type/Pages/Kids[]/Count 0>>"), invoer.CodeDamaged},
		"cut in the middle": {onePage(printed("", invoiceLines...))[:60], invoer.CodeDamaged},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			begin := time.Now()
			d, err := e.Open(bytes.NewReader(c.file), int64(len(c.file)))
			if err == nil {
				defer d.Close()
				_, err = d.Text(1)
			}
			if got := codeOf(t, err); got != c.want {
				t.Errorf("got %v, want code %q", err, c.want)
			}
			if took := time.Since(begin); took > 10*time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
}

// An instance that died is replaced: what was open in it is gone, the next
// file is read (peers 55).
func TestInstanceThatDied(t *testing.T) {
	t.Parallel()
	e := testEngine(t)
	file := onePage(printed("", invoiceLines...))
	d := open(t, e, file)
	if err := e.renew(); err != nil {
		t.Fatal(err)
	}
	if d.Alive() {
		t.Error("a document says that it lives in an instance that is gone")
	}
	if _, err := d.Text(1); err == nil {
		t.Error("a page was read of a document that is gone")
	}
	if got, err := open(t, e, file).Text(1); err != nil || len(got.Words) == 0 {
		t.Errorf("the next file: %d words, %v", len(got.Words), err)
	}
}

// Pages are closed again: memory is flat over very many in one instance
// (peers 55; pdfium-lib #148). It is not parallel, for others' memory.
func TestMemoryOverManyPages(t *testing.T) {
	e := testEngine(t)
	const pages, most = 1500, 32 // MiB
	kids := strings.Repeat("3 0 R ", pages)
	d := open(t, e, objects(catalogObject, fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", kids, pages), pageObject,
		stream("", printed("", invoiceLines...)), fontObject, scanned()))
	early := 0
	for n := 1; n <= pages; n++ {
		if _, err := d.Text(n); err != nil {
			t.Fatalf("page %d: %v", n, err)
		}
		if n == 300 {
			early = resident(t)
		}
	}
	if late := resident(t); late > early+most {
		t.Errorf("%d MiB resident after %d pages, %d after 300; want at most %d more", late, pages, early, most)
	}
}

// resident is the memory of this process in MiB, without garbage.
func resident(t *testing.T) int {
	t.Helper()
	debug.FreeOSMemory()
	told, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Fatal(err)
	}
	var size, pages int
	if _, err := fmt.Sscan(string(told), &size, &pages); err != nil {
		t.Fatal(err)
	}
	return pages * os.Getpagesize() >> 20
}
