package portal

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	keyboard "github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// A hand is a person at a browser of his own: nothing of another hand's is in
// it. It notes whatever the browser complains of.
type hand struct {
	testing.TB
	ctx     context.Context
	base    string
	strokes int  // keys that were pressed
	clicks  int  // and places that were clicked
	plain   bool // his browser runs no scripts

	mu     sync.Mutex
	faults []string
	asks   int                                     // how often the browser asked whether to leave a page
	allow  func(status int64, address string) bool // answers that are no faults
}

// patience is how long a hand waits for something to be seen.
const patience = 90 * time.Second

var browser struct {
	sync.Once
	ctx   context.Context
	close func()
	film  string // the file that its camera sees, again and again: a test writes it before it opens the camera
	err   error
}

// openBrowser starts the one Chromium of all tests.
func openBrowser() {
	if _, err := exec.LookPath("chromium"); err != nil {
		browser.err = err
		return
	}
	folder, err := os.MkdirTemp("", "portal-camera-*")
	if err != nil {
		browser.err = err
		return
	}
	browser.film = filepath.Join(folder, "film.mjpeg")
	ctx, stop, err := startChromium(browser.film)
	browser.ctx, browser.close, browser.err = ctx, func() { stop(); os.RemoveAll(folder) }, err
}

// startChromium starts a Chromium whose camera sees a film.
func startChromium(film string) (ctx context.Context, stop func(), err error) {
	allocator, cancel := chromedp.NewExecAllocator(context.Background(), chromedp.Headless, chromedp.NoSandbox, chromedp.ExecPath("chromium"),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("no-first-run", true), chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("accept-lang", "nl"),
		chromedp.Flag("use-fake-device-for-media-stream", true),
		chromedp.Flag("use-file-for-fake-video-capture", film), chromedp.WindowSize(1440, 900))
	ctx, end := chromedp.NewContext(allocator)
	return ctx, func() { end(); cancel() }, chromedp.Do(ctx, chromedp.Navigate("about:blank"))
}

// newHand gives a browser with nothing in it. Without Chromium, which make test
// installs, the test fails: skipped it would show nothing.
func newHand(t testing.TB, base string) *hand {
	t.Helper()
	browser.Do(openBrowser)
	if browser.err != nil {
		t.Fatalf("no browser: %v", browser.err)
	}
	return newHandIn(t, base, browser.ctx)
}

// newHandAlone gives a browser that shares its process with no other: what a device
// shows is the whole browser's.
func newHandAlone(t testing.TB, base string) *hand {
	t.Helper()
	ctx, stop, err := startChromium(filepath.Join(t.TempDir(), "none.mjpeg"))
	if err != nil {
		t.Fatalf("no browser: %v", err)
	}
	t.Cleanup(stop)
	return newHandIn(t, base, ctx)
}

func newHandIn(t testing.TB, base string, in context.Context) *hand {
	t.Helper()
	h := &hand{TB: t, base: base, allow: func(int64, string) bool { return false }}
	ctx, cancel := chromedp.NewContext(in, chromedp.WithNewBrowserContext(), chromedp.WithListener(h.note))
	t.Cleanup(cancel)
	h.ctx = ctx
	// The first call opens the tab, which lives as long as that call's context.
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1440, 900)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.check)
	return h
}

// note keeps what the browser complains of: errors of scripts, what the
// content policy stopped, and answers that say no.
func (h *hand) note(event any) {
	fault := ""
	switch e := event.(type) {
	case *page.EventJavascriptDialogOpening:
		h.goesOn()
	case *runtime.EventExceptionThrown:
		fault = "exception: " + e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			fault += " " + e.ExceptionDetails.Exception.Description
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError && e.Entry.Source != log.EntrySourceNetwork {
			fault = fmt.Sprintf("%s: %s (%s)", e.Entry.Source, e.Entry.Text, e.Entry.URL)
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" {
			fault = fmt.Sprintf("console error: %v", e.Args)
		}
	case *network.EventResponseReceived:
		if e.Response.Status >= 400 && !h.allow(e.Response.Status, e.Response.URL) {
			fault = fmt.Sprintf("%d from %s", e.Response.Status, strings.TrimPrefix(e.Response.URL, h.base))
		}
	}
	if fault == "" {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.faults = append(h.faults, fault)
}

// goesOn leaves a page all the same when the browser asks.
func (h *hand) goesOn() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asks++
	go func() { // the browser's events wait for this one
		_, _ = chromedp.Call(h.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true}) // a tab that is closed asks nobody
	}()
}

// asked tells how often the browser asked whether to leave a page.
func (h *hand) asked() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.asks
}

// check fails the test for what the browser complained of.
func (h *hand) check() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, fault := range h.faults {
		h.Errorf("the browser complains: %s", fault)
	}
}

// refused lets answers of a status pass.
func (h *hand) refused(status int64) {
	h.allow = func(got int64, _ string) bool { return got == status }
}

func (h *hand) do(steps ...chromedp.Action[chromedp.Void]) {
	h.Helper()
	ctx, cancel := context.WithTimeout(h.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		h.Fatalf("%v\nat %s\n%s", err, h.where(), h.text("body"))
	}
}

// open goes to an address of the portal.
func (h *hand) open(path string) {
	h.Helper()
	h.do(chromedp.Navigate(h.base + path))
}

// ask evaluates an expression in the page.
func ask[T any](h *hand, expression string) T {
	h.Helper()
	ctx, cancel := context.WithTimeout(h.ctx, patience)
	defer cancel()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		h.Fatalf("%s: %v", expression, err)
	}
	return got
}

// until waits for an expression to be true, also across pages.
func (h *hand) until(what, expression string) {
	h.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(40 * time.Millisecond) {
		if got, err := chromedp.Run(h.ctx, chromedp.Evaluate[bool]("Promise.resolve("+expression+").then(Boolean)", chromedp.EvalAwaitPromise)); err == nil && got {
			return
		}
	}
	h.Fatalf("never saw %s (%s)\nat %s\n%s", what, expression, h.where(), h.text("body"))
}

// sees waits for a text on the page.
func (h *hand) sees(text string) {
	h.Helper()
	h.until(strconv.Quote(text), "document.body && document.body.innerText.includes("+strconv.Quote(text)+")")
}

// at waits for an address that begins so, with the page there.
func (h *hand) at(path string) {
	h.Helper()
	h.until("the address "+path, "document.readyState === 'complete' && (location.pathname + location.search).startsWith("+strconv.Quote(path)+")")
}

func (h *hand) where() string {
	address, err := chromedp.Run(h.ctx, chromedp.Location())
	if err != nil {
		return err.Error()
	}
	return strings.TrimPrefix(address, h.base)
}

// text is what a person reads in an element; empty without it.
func (h *hand) text(selector string) string {
	got, err := chromedp.Run(h.ctx, chromedp.Evaluate[string]("document.querySelector("+strconv.Quote(selector)+")?.innerText ?? ''"))
	if err != nil {
		return err.Error()
	}
	return got
}

// value is what stands in an input.
func (h *hand) value(selector string) string {
	h.Helper()
	return ask[string](h, "document.querySelector("+strconv.Quote(selector)+").value")
}

// ready waits until the page listens: what is clicked or typed before its script
// runs is heard by nobody. No person is as quick.
func (h *hand) ready() {
	h.Helper()
	if !h.plain {
		h.until("a page that listens", "document.readyState === 'complete' && document.documentElement.classList.contains('listens')")
	}
}

// click clicks an element, once more where the page put another in its place
// between the looking and the clicking.
func (h *hand) click(selector string) {
	h.Helper()
	h.ready()
	h.clicks++
	var err error
	for end := time.Now().Add(patience); time.Now().Before(end); {
		ctx, cancel := context.WithDeadline(h.ctx, end)
		_, err = chromedp.Run(ctx, chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
		cancel()
		if err == nil {
			return
		}
	}
	h.Fatalf("clicking %s: %v\nat %s\n%s", selector, err, h.where(), h.text("body"))
}

// types replaces what stands in an input.
func (h *hand) types(selector, text string) {
	h.Helper()
	h.ready()
	// In one step of the page, as what came from the server may put another element there.
	h.until("the cursor in "+selector, `((at) => at && (at.focus(), at.select(), document.activeElement === at))(document.querySelector(`+strconv.Quote(selector)+`))`)
	h.presses(text)
}

// presses keys wherever the cursor is, each as one stroke.
func (h *hand) presses(keys string) {
	h.Helper()
	for _, key := range keys {
		h.strokes++
		for _, event := range stroke(key) {
			if _, err := chromedp.Call(h.ctx, keyboard.DispatchKeyEvent, event); err != nil {
				h.Fatalf("pressing %q: %v", key, err)
			}
		}
	}
}

// pressesAlt presses keys while Alt is held.
func (h *hand) pressesAlt(keys string) {
	h.Helper()
	for _, key := range keys {
		h.strokes++
		for _, event := range kb.Encode(key) {
			event.Modifiers = int64(kb.ModifierAlt)
			if _, err := chromedp.Call(h.ctx, keyboard.DispatchKeyEvent, *event); err != nil {
				h.Fatalf("pressing Alt and %q: %v", key, err)
			}
		}
	}
}

// stroke is a key going down, with the sign that it writes, and up again.
// chromedp.KeyEvent sends the sign as an event of its own, which a page cannot
// stop: an Enter that moved the cursor to a button then pressed that button too.
// No keyboard does that.
func stroke(key rune) []keyboard.DispatchKeyEventParams {
	var events []keyboard.DispatchKeyEventParams
	for _, event := range kb.Encode(key) {
		if event.Type == kb.KeyChar {
			events[0].Text, events[0].UnmodifiedText = event.Text, event.UnmodifiedText
			continue
		}
		events = append(events, *event)
	}
	return events
}

// fingers makes the screen one that is touched.
func (h *hand) fingers() {
	h.Helper()
	if _, err := chromedp.Call(h.ctx, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: true, MaxTouchPoints: 5}); err != nil {
		h.Fatal(err)
	}
}

// touches lays fingers on points of the screen, moves them to points, or, without
// any, lifts them.
func (h *hand) touches(kind keyboard.DispatchTouchEventType, points ...[2]float64) {
	h.Helper()
	event := keyboard.DispatchTouchEventParams{Type: kind, TouchPoints: []*keyboard.TouchPoint{}}
	for i, at := range points {
		id := float64(i)
		event.TouchPoints = append(event.TouchPoints, &keyboard.TouchPoint{X: at[0], Y: at[1], ID: &id})
	}
	if _, err := chromedp.Call(h.ctx, keyboard.DispatchTouchEvent, event); err != nil {
		h.Fatalf("%s: %v", kind, err)
	}
}

// withoutScripts is a browser that runs none.
func (h *hand) withoutScripts() {
	h.Helper()
	h.plain = true
	if _, err := chromedp.Call(h.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		h.Fatal(err)
	}
}

// signIn signs a person in and waits for his documents.
func (h *hand) signIn(email, password string) {
	h.Helper()
	h.open("/sign-in")
	h.types("#email", email)
	h.types("#password", password)
	h.click("form button.primary")
	h.at("/documents")
}

// clickWord clicks a word of the page's picture, once the picture stands still:
// it glides to the field that has the cursor.
func (h *hand) clickWord(word string) {
	h.Helper()
	at := ask[[]float64](h, `(async () => {
		const text = [...document.querySelectorAll(".words text")].find((t) => t.textContent.trim() === `+strconv.Quote(word)+`);
		const middle = () => {
			const b = text.getBoundingClientRect();
			return [b.left + b.width / 2, b.top + b.height / 2];
		};
		text.scrollIntoView({block: "center"});
		for (let last = middle(), still = 0; still < 10; ) {
			await new Promise(requestAnimationFrame);
			const now = middle();
			still = now[0] === last[0] && now[1] === last[1] ? still + 1 : 0;
			last = now;
		}
		return middle();
	})()`)
	h.do(chromedp.MouseClickXY(at[0], at[1]))
}

// pathOf is an address without its query.
func pathOf(address string) string {
	path, _, _ := strings.Cut(address, "?")
	return path
}
