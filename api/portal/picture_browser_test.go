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
