package portal

import (
	"bytes"
	"image/png"
	"os"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestPictureForReadme looks at a document as an accountant sees it. With
// -update it writes the picture that README.md shows.
func TestPictureForReadme(t *testing.T) {
	house := openHouse(t)
	house.handIn(accountant, house.client, "nl-excel-grid-pdf-text", "document.pdf")
	house.settled(1)
	house.handIn(accountant, house.client, "de-de-craft-pdf-text", "document.pdf")
	house.settled(2)
	if err := house.store.SetLanguage(t.Context(), house.identity(admin1), "en"); err != nil {
		t.Fatal(err)
	}
	p := newHand(t, house.url)
	p.signIn(admin1, password)
	p.open("/documents")
	p.click("#rows li:last-child a")
	p.until("words", "document.querySelectorAll('.words text').length > 20")
	p.until("the picture", "performance.getEntriesByType('resource').some(r => r.name.endsWith('/pages/1') && r.responseEnd > 0)")
	p.do(chromedp.Focus(chromedp.CSS("#i-due_date")))
	p.until("the box of the field", "document.querySelector('.box.on')")
	p.until("quiet", "new Promise(r => setTimeout(() => r(true), 600))")
	shot, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		t.Fatal(err)
	}
	got, err := png.DecodeConfig(bytes.NewReader(shot))
	if err != nil || got.Width != 1440 || got.Height != 900 {
		t.Fatalf("the picture is %dx%d, %v, want 1440x900", got.Width, got.Height, err)
	}
	if *update {
		if err := os.WriteFile("../../docs/portal.png", shot, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestPicturesForDocs looks at the list, the quality and, as a client on a telephone,
// the page for handing in. With -update it writes the pictures that docs show, each
// small enough to be kept beside the words.
func TestPicturesForDocs(t *testing.T) {
	house := openHouse(t)
	house.everything()
	for _, email := range []string{admin1, clientUser} {
		if err := house.store.SetLanguage(t.Context(), house.identity(email), "en"); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		email, address, file string
		width, height        int64
	}{
		{admin1, "/documents?tab=all", "list.png", 1280, 800},
		{admin1, "/quality", "quality.png", 1280, 800},
		{clientUser, "/upload", "upload.png", 390, 700},
	} {
		p := newHand(t, house.url)
		p.signIn(c.email, password)
		p.do(chromedp.EmulateViewport(c.width, c.height))
		p.open(c.address)
		p.ready()
		if tops := ask[[]float64](p, `[...document.querySelectorAll(".quality > .card")].slice(0, 2).map((c) => c.getBoundingClientRect().top)`); len(tops) == 2 && tops[0] != tops[1] {
			t.Errorf("cards beside each other begin at %v", tops)
		}
		p.until("its pictures", "[...document.images].every((i) => i.complete || i.loading === 'lazy') && document.querySelector('main h1')")
		shot, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
		if err != nil {
			t.Fatal(err)
		}
		if got, err := png.DecodeConfig(bytes.NewReader(shot)); err != nil || int64(got.Width) != c.width || len(shot) > 200_000 {
			t.Errorf("%s is %d wide and has %d bytes, %v", c.file, got.Width, len(shot), err)
		}
		if *update {
			if err := os.WriteFile("../../docs/"+c.file, shot, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}
