package portal

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"os"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// film writes what the browser's camera sees: for two seconds each a sheet that is
// too far away, and one that fills the frame of the page.
func film(t *testing.T) {
	t.Helper()
	const width, height = 1080, 1440
	var all bytes.Buffer
	for _, tall := range []int{700, height * 92 / 100} {
		table := image.NewGray(image.Rect(0, 0, width, height))
		draw.Draw(table, table.Bounds(), image.NewUniform(color.Gray{Y: 60}), image.Point{}, draw.Src)
		wide := tall * 210 / 297
		sheet := image.Rect((width-wide)/2, (height-tall)/2, (width+wide)/2, (height+tall)/2)
		draw.Draw(table, sheet, image.NewUniform(color.Gray{Y: 235}), image.Point{}, draw.Src)
		picture := image.NewYCbCr(table.Bounds(), image.YCbCrSubsampleRatio420) // what a camera sends
		copy(picture.Y, table.Pix)
		for i := range picture.Cb {
			picture.Cb[i], picture.Cr[i] = 128, 128
		}
		var frame bytes.Buffer
		if err := jpeg.Encode(&frame, picture, nil); err != nil {
			t.Fatal(err)
		}
		for range 60 {
			all.Write(frame.Bytes())
		}
	}
	if err := os.WriteFile(browser.film, all.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// A client takes a photo in the page: it says which edges of the paper are not in
// the frame, and when all are; the photo is sent as one that the telephone took. A
// browser that gives no camera says to take it with the device's own.
func TestPhotoByTheFrame(t *testing.T) {
	house := openHouse(t)
	p := newHand(t, house.url)
	film(t)
	p.allows("camera") // by itself: a browser that allows all cameras shows no messages
	p.signIn(clientUser, password)
	p.open("/upload")
	p.do(chromedp.EmulateViewport(390, 844))
	p.click("[data-pick=camera]")
	const sides = "document.querySelectorAll('#finder path.seen').length"
	p.until("a frame that fits, and that it is said", sides+" === 4 && document.querySelector('#finder [data-hint]').textContent.startsWith('Het hele blad is in beeld')")
	p.until("paper that is too far away, and that it is said", sides+" === 0 && document.querySelector('#finder [data-hint]').textContent === 'Nog geen rand te zien: boven, rechts, onder, links.'")
	p.until("the frame where the paper is to be", `(() => {
		const [frame, seen] = ["svg", "video"].map((s) => document.querySelector("#finder " + s).getBoundingClientRect());
		const line = document.querySelector("#finder .left").getBoundingClientRect();
		return frame.width === seen.width && frame.height === seen.height && line.left > seen.left && line.height > seen.height * 0.5;
	})()`)
	if cut := ask[[]string](p, `[...document.querySelectorAll("#finder button, #finder [data-hint], #finder video")].filter((e) => { const b = e.getBoundingClientRect(); return b.top < 0 || b.left < 0 || b.bottom > innerHeight || b.right > document.documentElement.clientWidth || (e.matches("button") && b.height > 60); }).map((e) => e.outerHTML.slice(0, 60))`); len(cut) > 0 {
		t.Errorf("on a telephone not all of it is in sight: %q", cut)
	}
	p.presses(kb.Enter)
	p.until("the photo, and the camera let go", `document.querySelectorAll(".shots img").length === 1 && !document.querySelector("#finder").open && !document.querySelector("#finder video").srcObject`)
	p.until("a word about it", "(v => v.textContent && v.textContent !== document.querySelector('#shots').dataset.looking)(document.querySelector('[data-verdict]'))")
	if got := ask[[2]int](p, "(i => i.decode().then(() => [i.naturalWidth, i.naturalHeight]))(document.querySelector('.shots img'))"); got != [2]int{1080, 1440} {
		t.Errorf("the photo is %d pixels, want all that the camera has", got)
	}
	p.click("[data-shots=more]")
	p.until("the camera again", "document.querySelector('#finder').open && document.querySelector('#finder video').videoWidth > 0")
	p.presses(kb.Escape)
	p.until("the camera let go", "!document.querySelector('#finder').open && !document.querySelector('#finder video').srcObject")
	pressedTwice(p)
	p.click("[data-shots=send]")
	p.until("that it arrived", "document.querySelector('#sent .ok')")

	p.open("/upload")
	ask[bool](p, `(navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotAllowedError")), document.querySelector("#camera").addEventListener("click", (e) => (e.preventDefault(), window.own = true)), true)`)
	p.click("[data-pick=camera]")
	p.until("that it says what to press", "document.querySelector('#finder').open && document.activeElement.dataset.finder === 'own' && document.querySelector('#finder [data-hint]').textContent.includes('Neem de foto met de camera van het toestel')")
	if ask[bool](p, "Boolean(window.own)") {
		t.Error("the page opens the device's own camera before a press, which browsers do not let it")
	}
	p.click("[data-finder=own]")
	p.until("the device's own camera", "window.own && !document.querySelector('#finder').open")
	ask[bool](p, "(window.own = false, true)")
	p.click("[data-pick=camera]")
	p.until("the device's own camera at once", "window.own && !document.querySelector('#finder').open")
}

// pressedTwice presses at the camera twice, as the impatient do: that opens one
// camera and takes one photo, and none once it was closed. The camera's own photo
// comes when the test says so.
func pressedTwice(p *hand) {
	p.Helper()
	ask[bool](p, `(() => {
		const devices = navigator.mediaDevices, real = devices.getUserMedia.bind(devices);
		devices.getUserMedia = (want) => (window.opened = (window.opened ?? 0) + 1, real(want));
		window.shutters = [];
		window.ImageCapture = class { takePhoto() { return new Promise((done) => window.shutters.push(() => new OffscreenCanvas(30, 40).getContext("2d").canvas.convertToBlob({ type: "image/jpeg" }).then(done))); } };
		return true;
	})()`)
	const twice, isOpen = "(document.querySelector('%s').click(), document.querySelector('%[1]s').click(), true)", "document.querySelector('#finder').open && document.querySelector('#finder video').videoWidth > 0"
	openAndTake := func() {
		ask[bool](p, fmt.Sprintf(twice, "[data-shots=more]"))
		p.until("the camera", isOpen)
		ask[bool](p, fmt.Sprintf(twice, "[data-finder=take]"))
		p.until("that one photo is being taken", "window.shutters.length === 1")
	}
	openAndTake()
	p.presses(kb.Escape)
	p.until("the camera let go", "!document.querySelector('#finder').open && !document.querySelector('#finder video').srcObject")
	ask[bool](p, "Promise.all(window.shutters.splice(0).map((shoot) => shoot())).then(() => true)")
	openAndTake()
	ask[bool](p, "Promise.all(window.shutters.splice(0).map((shoot) => shoot())).then(() => true)")
	p.until("the second page", "!document.querySelector('#finder').open && document.querySelectorAll('.shots img').length >= 2")
	if opened, pages := ask[int](p, "window.opened"), ask[int](p, "document.querySelectorAll('.shots img').length"); opened != 2 || pages != 2 {
		p.Errorf("two times two presses opened %d cameras and gave %d pages, want 2 and 2", opened, pages)
	}
}
