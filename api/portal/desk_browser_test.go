package portal

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// A document goes the whole way under the eyes of an accountant: handed in by
// the file picker, seen in the list as soon as it was read, looked at,
// corrected by a click on a word, approved, and found in the archive.
func TestTheWholeWayInABrowser(t *testing.T) {
	house := openHouse(t)
	p := newHand(t, house.url)
	p.signIn(accountant, password)
	p.sees("Alles is nagekeken")
	p.open("/upload")
	p.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{testdata("nl-excel-grid-pdf-text", "document.pdf")}))
	p.sees("Ontvangen")
	p.open("/documents?tab=all")
	p.until("a read document", "document.querySelector('#rows .state.read')")
	p.sees("Ardsara Bouwpunt vof")
	p.click("#rows a")
	p.until("the page's picture", "document.querySelector('.sheet image').getBoundingClientRect().height > 100")
	p.until("the picture itself", "document.querySelector('.sheet image') && performance.getEntriesByType('resource').some(r => /pages\\/1$/.test(r.name) && r.responseEnd > 0)")
	p.until("words to click", "document.querySelectorAll('.words text').length > 50")
	p.shot("/tmp/shots/real.png")
}
