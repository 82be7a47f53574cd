package portal

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/invoer/invoer/api"
	"github.com/invoer/invoer/extractors/images"
)

// Two photos become one document of two pages, with what the client says of
// it; his accountant sees that beside what was read.
func TestPhotosBecomeOneDocument(t *testing.T) {
	house := openHouse(t)
	p := newHand(t, house.url)
	p.signIn(clientUser, password)
	p.open("/upload")
	p.click("#handed summary")
	p.types("#i-remark", "Voor de bestelwagen")
	p.types("#i-amount", "100+21")
	ask[bool](p, "(document.querySelector('#i-paid').value = 'private', true)")
	for n, name := range []string{"fr-cleaning-cocontractor-photo", "nl-dot-matrix-photo"} {
		p.do(chromedp.SetUploadFiles(chromedp.CSS("#camera"), []string{testdata(name, "document.jpg")}))
		p.until("the photo", "document.querySelectorAll('.shots img').length === "+string(rune('1'+n)))
		p.until("a word about it", "(v => v.textContent && v.textContent !== document.querySelector('#shots').dataset.looking)(document.querySelector('[data-verdict]'))")
	}
	const warns = "!window.dispatchEvent(new Event('beforeunload', {cancelable: true}))"
	if !ask[bool](p, warns) {
		t.Error("the page lets photos be lost that were not sent")
	}
	p.click("[data-shots=send]")
	p.until("that it arrived, and that no warning is left", "document.querySelector('#sent .ok') && !("+warns+")")
	doc := house.settled(1)[0]
	who := house.identity(accountant)
	v, err := house.store.Document(t.Context(), who, doc.ID)
	if err != nil || len(v.Document.Pages) != 2 {
		t.Errorf("the document has %d pages, %v; want 2", len(v.Document.Pages), err)
	}
	p.until("that what he said was kept", "fetch('/deliveries/"+string(doc.Delivery)+"').then(r => r.text()).then(t => t.includes('Voor de bestelwagen'))")
	if said := p.text("#sent a"); said != "" {
		t.Errorf("the page says of it %q, want nothing", said)
	}
	ask[bool](p, "(HTMLCanvasElement.prototype.toBlob = (done) => done(null), true)") // as without memory
	p.do(chromedp.SetUploadFiles(chromedp.CSS("#camera"), []string{testdata("fr-restaurant-receipt-photo", "document.jpg")}))
	p.until("the photo as it is", "document.querySelectorAll('#sent .ok').length === 2 && document.querySelector('#shots').hidden && !document.querySelector('[data-verdict]').textContent")
	desk := house.visit(t, accountant)
	status, _, body := desk.get("/documents/" + string(doc.ID))
	desk.wants("the accountant's page", status, 200, body, "De klant zegt", "Voor de bestelwagen", "121,00", "Door mij persoonlijk")
	status, _, body = desk.post("/deliveries/"+string(doc.Delivery)+"/said", url.Values{"amount": {"veel"}, "due": {"31/02/2026"}, "remark": {"blijft staan"}})
	desk.wants("what is no amount and no date", status, 422, body, "Geen bedrag", "Geen bestaande datum", "blijft staan")
}

// A photo is looked at in two seconds at most, and never keeps anybody from
// sending.
func TestGlance(t *testing.T) {
	t.Parallel()
	speak := tongue{Lang: "nl"}
	cases := map[string]struct {
		seen api.Glance
		want glanceAnswer
	}{
		"all of it":         {api.Glance{Amount: true, Date: true, Number: true}, glanceAnswer{true, "Goed leesbaar: bedrag, datum en nummer gevonden."}},
		"no number":         {api.Glance{Amount: true, Date: true}, glanceAnswer{false, "Niet gevonden: nummer. "}},
		"neither":           {api.Glance{Number: true}, glanceAnswer{false, "Niet gevonden: bedrag, datum. "}},
		"nothing":           {api.Glance{}, glanceAnswer{false, "Hier is weinig van te lezen."}},
		"no time for one":   {api.Glance{Amount: true, Number: true, Late: true}, glanceAnswer{true, "Te lezen: bedrag, nummer. Er was geen tijd om te zoeken naar: datum."}},
		"no time to see it": {api.Glance{Late: true}, glanceAnswer{true, "Nakijken lukte niet op tijd."}},
	}
	for name, c := range cases {
		if got := speak.glanced(c.seen); got.Good != c.want.Good || !strings.HasPrefix(got.Text, c.want.Text) {
			t.Errorf("%s: got %+v, want %+v", name, got, c.want)
		}
	}
}

// What is no picture is nothing to read, and what is too large is refused; a
// form of another site gets nowhere.
func TestGlanceAtStrangePhotos(t *testing.T) {
	house := openHouse(t)
	v := house.visit(t, clientUser)
	look := func(csrf string, body io.Reader) int {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, house.url+"/upload/glance", body)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-CSRF", csrf)
		answer, err := v.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		return answer.StatusCode
	}
	if got := look(v.csrf, strings.NewReader("no picture")); got != 200 {
		t.Errorf("what is no picture: %d, want 200", got)
	}
	if got := look(v.csrf, io.LimitReader(zeros{}, 7<<20)); got != 413 {
		t.Errorf("seven megabytes: %d, want 413", got)
	}
	if got := look("", strings.NewReader("x")); got != 403 {
		t.Errorf("without the token: %d, want 403", got)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// A line is what a browser reaches the house by; it can be cut.
type line struct {
	net.Listener
	to string

	mu    sync.Mutex
	cut   bool
	ends  []net.Conn
	tasks sync.WaitGroup
}

func openLine(t testing.TB, to string) *line {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	wire := &line{Listener: l, to: to}
	wire.tasks.Go(wire.serve)
	t.Cleanup(func() {
		l.Close()
		wire.switchTo(true)
		wire.tasks.Wait()
	})
	return wire
}

func (l *line) serve() {
	for {
		near, err := l.Accept()
		if err != nil {
			return
		}
		l.mu.Lock()
		far, err := net.Dial("tcp", l.to)
		if l.cut || err != nil {
			near.Close()
			if err == nil {
				far.Close()
			}
			l.mu.Unlock()
			continue
		}
		l.ends = append(l.ends, near, far)
		l.mu.Unlock()
		for _, way := range [][2]net.Conn{{near, far}, {far, near}} {
			l.tasks.Go(func() {
				_, _ = io.Copy(way[0], way[1]) // it ends when either end does
				way[0].Close()
			})
		}
	}
}

// switchTo cuts the line, or mends it.
func (l *line) switchTo(cut bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = cut
	if cut {
		for _, end := range l.ends {
			end.Close()
		}
		l.ends = nil
	}
}

// A file that is handed in without a line waits in the browser, also when the
// page is opened anew without one, and is sent once it is there again; what
// the client said of it goes with it.
func TestHandedInWithoutALine(t *testing.T) {
	house := openHouse(t)
	wire := openLine(t, strings.TrimPrefix(house.url, "http://"))
	p := newHand(t, "http://"+wire.Addr().String())
	p.signIn(clientUser, password)
	p.open("/upload")
	p.until("the page to be kept", "navigator.serviceWorker.controller && caches.open('invoer-shell').then(c => c.match('/upload'))")
	p.until("its scripts too", "caches.open('invoer-shell').then(c => c.keys()).then(all => all.some(r => r.url.endsWith('/app.js')))")
	wire.switchTo(true)
	p.click("#handed summary")
	p.types("#i-remark", "Zonder verbinding")
	p.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{testdata("nl-excel-grid-pdf-text", "document.pdf")}))
	p.sees("wordt vanzelf verstuurd")
	p.sees("Nog te versturen: 1.")
	p.open("/documents")
	p.at("/upload")
	p.sees("Nog te versturen: 1.")
	wire.switchTo(false)
	p.open("/upload")
	p.until("that it was sent", "document.querySelector('#sent .ok') && document.querySelector('#waiting').hidden")
	doc := house.settled(1)[0]
	v := house.visit(t, accountant)
	p.until("what was said of it", "fetch('/deliveries/"+string(doc.Delivery)+"').then(r => r.text()).then(t => t.includes('Zonder verbinding'))")
	status, _, body := v.get("/documents/" + string(doc.ID))
	v.wants("the accountant's page", status, 200, body, "Zonder verbinding")
	p.click(".menu.end summary")
	p.click("form[data-sign-out] button")
	p.at("/sign-in")
	if left := ask[int](p, "caches.keys().then(k => k.length)"); left != 0 {
		t.Errorf("%d caches are left after signing out, want none", left)
	}
}

// A house that can be told to refuse what is handed in, which a real one does
// for reasons that pass by themselves. Below nothing it breaks the line off.
func (h *house) refusing(status *atomic.Int32) string {
	h.Helper()
	to, err := url.Parse(h.url)
	if err != nil {
		h.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(to)
	proxy.ErrorLog = slog.NewLogLogger(h.log.Handler(), slog.LevelDebug)
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		said := int(status.Load())
		if said == 0 || r.Method != http.MethodPost || r.URL.Path != "/upload" && r.URL.Path != "/uploads" {
			proxy.ServeHTTP(w, r)
			return
		}
		_, _ = io.Copy(io.Discard, r.Body) // a browser reads no answer before it has sent all
		if said < 0 {
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(said)
	}))
	h.Cleanup(front.Close)
	return front.URL
}

// A file that was kept and then refused stays listed with the reason, also when
// the page is opened anew: it is sent later where the reason passes, and waits for
// a person where it does not.
func TestRefusedFilesAreKept(t *testing.T) {
	house := openHouse(t)
	var status atomic.Int32
	p := newHand(t, house.refusing(&status))
	p.allow = func(got int64, _ string) bool { return got == 500 || got == 429 || got == 413 }
	p.signIn(clientUser, password)
	p.open("/upload")
	folder := t.TempDir()
	file := func(name string, size int) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, append([]byte("%PDF-1.7\n"+name+"\n"), bytes.Repeat([]byte("0123456789abcdef"), size/16)...), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	const said = "Array.from(document.querySelectorAll('#sent li'), (li) => li.className + ' ' + li.innerText)"
	shows := func(kind, words string, n int) {
		t.Helper()
		p.until(fmt.Sprintf("%d lines %s with %q", n, kind, words), fmt.Sprintf("%s.filter((s) => s.startsWith(%q) && s.includes(%q)).length === %d", said, kind, words, n))
	}
	online := func() { ask[bool](p, "window.dispatchEvent(new Event('online'))") }
	taken := func(want int) {
		t.Helper()
		all, err := house.store.Deliveries(t.Context(), house.identity(clientUser), "", "", 10)
		if err != nil || len(all) != want {
			t.Errorf("%d deliveries came, %v; want %d", len(all), err, want)
		}
	}

	status.Store(-1)
	p.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{file("klein.pdf", 2000), file("groot.pdf", 5<<20)}))
	shows("wait", "Geen verbinding", 2)
	status.Store(500)
	online()
	shows("wait", "Er is niets verloren.", 2)
	p.sees("Nog te versturen: 2.")
	p.open("/upload")
	shows("wait", "Er is niets verloren.", 2)
	taken(0)
	status.Store(0)
	online()
	shows("ok", "Ontvangen", 2)
	p.until("that nothing waits", "document.querySelector('#waiting').hidden")

	status.Store(429)
	p.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{file("vol.pdf", 2000)}))
	shows("wait", "Wacht even", 1)
	status.Store(413)
	online()
	shows("bad", "Splits het bestand", 1)
	status.Store(-1)
	p.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{file("reus.pdf", 5<<20)}))
	shows("wait", "Geen verbinding", 1)
	status.Store(413)
	online()
	shows("bad", "Splits het bestand", 2)
	p.until("that nothing waits by itself", "document.querySelector('#waiting').hidden")
	p.open("/upload")
	shows("bad", "Splits het bestand", 2)
	status.Store(0)
	const of = "Array.from(document.querySelectorAll('#sent .bad')).find((li) => li.innerText.includes('%s')).querySelectorAll('button')[%d].click()"
	ask[bool](p, "("+fmt.Sprintf(of, "vol.pdf", 0)+", true)")
	shows("ok", "Ontvangen", 1)
	ask[bool](p, "("+fmt.Sprintf(of, "reus.pdf", 1)+", true)")
	p.until("that it is gone", "!document.querySelector('#sent .bad')")
	p.open("/upload")
	p.until("that the browser keeps none", `new Promise((done) => { const open = indexedDB.open("invoer"); open.onsuccess = () => { const all = open.result.transaction("files").objectStore("files").count(); all.onsuccess = () => (open.result.close(), done(all.result === 0)); }; })`)
	taken(3)
}

// asThePageSends makes a photo as small as the page does before it is looked at
// (script/camera.ts).
func asThePageSends(t testing.TB, path string) []byte {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	photo, err := jpeg.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	size := photo.Bounds()
	gray := image.NewGray(size)
	draw.Draw(gray, size, photo, size.Min, draw.Src)
	var small bytes.Buffer
	times := max(1, (max(size.Dx(), size.Dy())+850)/1700)
	if err := jpeg.Encode(&small, images.Shrink(gray, times), &jpeg.Options{Quality: 80}); err != nil {
		t.Fatal(err)
	}
	return small.Bytes()
}

// BenchmarkGlance measures how long a telephone waits for a word about its
// photo, how many are looked at in time, and in how many amount, date and number
// are found.
func BenchmarkGlance(b *testing.B) {
	house := openHouse(b)
	var photos [][]byte
	for _, name := range []string{"fr-cleaning-cocontractor-photo", "fr-restaurant-receipt-photo", "nl-dot-matrix-photo", "nl-dot-matrix-photo-2"} {
		photos = append(photos, asThePageSends(b, testdata(name, "document.jpg")))
	}
	v := house.visit(b, clientUser)
	seen, found, n := 0, 0, 0
	var took []time.Duration
	for b.Loop() {
		body := bytes.NewReader(photos[n%len(photos)])
		begun := time.Now()
		r, err := http.NewRequestWithContext(b.Context(), http.MethodPost, house.url+"/upload/glance", body)
		if err != nil {
			b.Fatal(err)
		}
		r.Header.Set("X-CSRF", v.csrf)
		answer, err := v.Do(r)
		if err != nil {
			b.Fatal(err)
		}
		text, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil || answer.StatusCode != 200 {
			b.Fatalf("%d %s, %v", answer.StatusCode, text, err)
		}
		n++
		took = append(took, time.Since(begun))
		if !strings.Contains(string(text), "tijd") {
			seen++
		}
		if strings.Contains(string(text), "Goed leesbaar") {
			found++
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Milliseconds()), "ms-median")
	b.ReportMetric(float64(took[len(took)*95/100].Milliseconds()), "ms-p95")
	b.ReportMetric(float64(seen)/float64(n)*100, "%in-time")
	b.ReportMetric(float64(found)/float64(n)*100, "%all-found")
}

// What is sent while a further photo is still being drawn waits for it, a photo
// that is taken back in that time is the last one, and pages that cannot be put
// together stay, with words.
func TestPhotosThatAreStillDrawn(t *testing.T) {
	house := openHouse(t)
	p := newHand(t, house.url)
	p.signIn(clientUser, password)
	p.open("/upload")
	photo := func(name string) {
		t.Helper()
		p.do(chromedp.SetUploadFiles(chromedp.CSS("#camera"), []string{testdata(name, "document.jpg")}))
	}
	drawn := func(n int) {
		t.Helper()
		p.until(fmt.Sprintf("%d photos", n), fmt.Sprintf("document.querySelectorAll('.shots img').length === %d && !document.querySelector('#shots').hidden", n))
	}
	photo("fr-cleaning-cocontractor-photo")
	drawn(1)
	const slowly = `(() => { // a telephone's canvas takes its time
		const draw = HTMLCanvasElement.prototype.toBlob;
		window.held = [];
		HTMLCanvasElement.prototype.toBlob = function (...all) { window.held.push(() => draw.apply(this, all)); };
		window.goOn = () => { HTMLCanvasElement.prototype.toBlob = draw; for (const one of window.held) one(); window.held = []; };
		return true;
	})()`
	ask[bool](p, slowly)
	photo("nl-dot-matrix-photo")
	p.until("the second one to be drawn", "window.held.length > 0")
	p.click("[data-shots=again]")
	ask[bool](p, "(window.goOn(), true)")
	p.until("that the second one is taken back", "document.querySelectorAll('.shots img').length === 1 && document.querySelector('#finder').open")
	ask[bool](p, "(document.querySelector('#finder').close(), true)")
	ask[bool](p, slowly)
	photo("nl-dot-matrix-photo")
	p.until("the second one to be drawn again", "window.held.length > 0")
	ask[bool](p, "(window.File = class extends (window.whole = window.File) { constructor() { throw new RangeError('memory'); } }, true)")
	p.click("[data-shots=send]")
	p.click("[data-shots=send]")
	ask[bool](p, "(window.goOn(), true)")
	p.sees("De foto’s zijn er nog")
	drawn(2)
	ask[bool](p, "(window.File = window.whole, true)")
	p.click("[data-shots=send]")
	p.until("that one file arrived", "document.querySelectorAll('#sent .ok').length === 1 && document.querySelector('#shots').hidden")
	doc := house.settled(1)[0]
	if got := house.view(doc.ID); len(got.Document.Pages) != 2 {
		t.Errorf("the document has %d pages, want the two that were taken", len(got.Document.Pages))
	}
}

// A file that is handed in after the session ended waits in the browser, says why,
// and is sent once one signed in: on the page that is opened then, or by a retry on
// this one.
func TestHandedInAfterTheSessionEnded(t *testing.T) {
	house := openHouse(t)
	p := newHand(t, house.url)
	p.signIn(clientUser, password)
	p.open("/upload")
	p.until("the page", "document.querySelector('#file')")
	house.endSessions(clientUser)
	p.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{testdata("nl-excel-grid-pdf-text", "document.pdf")}))
	p.until("why it waits", "document.querySelector('#sent .wait')?.innerText.includes('Uw sessie is afgelopen')")
	p.sees("Nog te versturen: 1.")
	p.open("/sign-in?next=/upload")
	p.types("#email", clientUser)
	p.types("#password", password)
	p.click("form button.primary")
	p.at("/upload")
	p.until("that it was sent", "document.querySelector('#sent .ok') && document.querySelector('#waiting').hidden")
	house.settled(1)

	p.refused(403)
	ask[bool](p, "(document.querySelector('#upload [name=csrf]').value = 'of another session', true)")
	p.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{testdata("nl-dot-matrix-photo", "document.jpg")}))
	p.until("that it was sent with the token of the session there is now", "document.querySelectorAll('#sent .ok').length === 2")
	house.settled(2)
}
