package portal

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	browserdomain "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/serviceworker"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// A person has a browser told and takes it back; an address inside our own house
// is refused.
func TestMessagesOnADevice(t *testing.T) {
	house := openHouse(t)
	v := house.visit(t, clientUser)
	browser := url.Values{
		"endpoint": {"https://push.example.com/abc"}, "auth": {"BTBZMqHH6r4Tts7J_aSIgg"},
		"p256dh": {"BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"},
	}
	told := func(want int) {
		t.Helper()
		if n, err := house.store.PushSubscriptions(t.Context(), house.identity(clientUser)); err != nil || n != want {
			t.Errorf("%d browsers are told, %v; want %d", n, err, want)
		}
	}
	status, _, body := v.get("/profile")
	v.wants("the profile", status, 200, body, `data-push="B`, "Verwittig mij op dit toestel")
	for range 2 { // the same browser is one
		status, _, body = v.post("/profile/push", browser)
		v.wants("a browser", status, 200, body, `/profile?said=push`)
	}
	told(1)
	browser.Set("endpoint", "https://127.0.0.1/x")
	status, _, body = v.post("/profile/push", browser)
	v.wants("an address of our own", status, http.StatusUnprocessableEntity, body)
	status, _, body = v.get("/profile?said=push")
	v.wants("the profile", status, 200, body, "Toestellen die verwittigd worden: 1")
	status, _, body = v.post("/profile/push/remove", nil)
	v.wants("taking it back", status, 303, body)
	told(0)
	house.isTold(t)
}

// isTold shows in a browser that it is asked for leave only when its person wants
// it, and that what the house pushes is shown in his words and leads to his
// questions.
func (h *house) isTold(t *testing.T) {
	t.Helper()
	p := newHandAlone(t, h.url)
	registered := make(chan serviceworker.RegistrationID, 16)
	if err := chromedp.Listen(p.ctx, func(event any) {
		if e, ok := event.(*serviceworker.EventWorkerRegistrationUpdated); ok && len(e.Registrations) > 0 {
			select {
			case registered <- e.Registrations[0].RegistrationID:
			default: // one is enough
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(p.ctx, serviceworker.Enable, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	p.signIn(clientUser, password)
	if _, err := chromedp.Call(p.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
		Source: `window.asked = 0; Notification.requestPermission = async () => { window.asked++; return "denied"; };`,
	}); err != nil {
		t.Fatal(err)
	}
	p.open("/profile")
	p.until("what is offered", "document.querySelector('form[data-push]').checkVisibility()")
	if n := ask[int](p, "window.asked"); n != 0 {
		t.Errorf("the page asked for leave %d times by itself, want none", n)
	}
	p.click("form[data-push] button")
	p.sees("De browser staat dit niet toe")
	if n := ask[int](p, "window.asked"); n != 1 {
		t.Errorf("after the click it asked %d times, want once", n)
	}

	p.allows("notifications")
	p.until("the worker", "navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready).then((r) => r.active?.state === 'activated')")
	var id serviceworker.RegistrationID
	select {
	case id = <-registered:
	case <-time.After(patience):
		t.Fatal("the browser never told of its worker")
	}
	message := serviceworker.DeliverPushMessageParams{
		Origin: h.url, RegistrationID: id,
		Data: `{"title":"Kantoor De Balie","body":"Uw accountant vraagt iets.","url":"/questions","tag":"question"}`,
	}
	for range 2 { // a second one takes the place of the first
		if _, err := chromedp.Call(p.ctx, serviceworker.DeliverPushMessage, message); err != nil {
			t.Fatal(err)
		}
		p.until("the message on the device", `navigator.serviceWorker.ready.then((r) => r.getNotifications()).then((all) => all.length === 1 &&
			all[0].title === "Kantoor De Balie" && all[0].body === "Uw accountant vraagt iets." && all[0].data === "/questions" && all[0].tag === "question")`)
	}
	p.clicksMessage()
	p.sees("Vragen")
}

// allows gives the page leave for something that browsers ask their people about.
func (h *hand) allows(permission string) {
	h.Helper()
	allowed := browserdomain.SetPermissionParams{
		Permission: &browserdomain.PermissionDescriptor{Name: permission}, Setting: browserdomain.PermissionSettingGranted,
		Origin: h.base, BrowserContextID: chromedp.FromContext(h.ctx).BrowserContextID,
	}
	if _, err := chromedp.Call(h.ctx, browserdomain.SetPermission, allowed); err != nil {
		h.Fatal(err)
	}
}

// clicksMessage clicks the message on the device and goes to the page that its
// worker opens. A browser without a screen draws no message to click on, so the
// worker is told of the click, and what it asks the browser to open is opened by
// the test; an address of another house is not asked for.
func (h *hand) clicksMessage() {
	h.Helper()
	var worker target.ID
	for end := time.Now().Add(patience); worker == "" && time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		all, err := chromedp.Targets(h.ctx)
		if err != nil {
			h.Fatal(err)
		}
		for _, one := range all {
			if one.Type == "service_worker" && one.URL == h.base+"/sw.js" {
				worker = one.TargetID
			}
		}
	}
	if worker == "" {
		h.Fatal("the browser has no worker of the portal's")
	}
	ctx, cancel := chromedp.NewContext(h.ctx, chromedp.WithTargetID(worker), chromedp.WithDetachOnCancel())
	defer cancel()
	opened, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](`(async () => {
		const opened = [];
		Clients.prototype.openWindow = async (at) => { opened.push(at); };
		const [told] = await self.registration.getNotifications();
		await self.registration.showNotification("elsewhere", {tag: "elsewhere", data: "https://example.com/x"});
		const elsewhere = (await self.registration.getNotifications({tag: "elsewhere"}))[0];
		for (const notification of [told, elsewhere]) self.dispatchEvent(new NotificationEvent("notificationclick", {notification}));
		return [...opened, ...(await self.registration.getNotifications()).map((left) => "left: " + left.title)];
	})()`, chromedp.EvalAwaitPromise))
	if err != nil {
		h.Fatal(err)
	}
	if len(opened) != 1 || opened[0] != h.base+"/questions" {
		h.Fatalf("clicking the message asked for %q, want his questions, and no message left", opened)
	}
	h.open(strings.TrimPrefix(opened[0], h.base))
	h.at("/questions")
}
