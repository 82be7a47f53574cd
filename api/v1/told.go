package v1

import (
	"context"

	"github.com/invoer/invoer/storage"
)

// Told is how the person whose token it is hears of what waits for him.
type Told struct {
	Digest   storage.DigestPace `json:"digest" enum:",day,week" doc:"How often a letter tells him; empty: never."`
	Browsers int                `json:"browsers" doc:"How many of his browsers are told of questions and answers."`
	PushKey  string             `json:"push_key" doc:"What a browser names when it asks its push service for messages of this house (applicationServerKey, RFC 8292)."`
}

func (v *V1) told(ctx context.Context, c call, _ *struct{}) (*Answer[Told], error) {
	told, err := v.toldNow(ctx, c)
	return answer(told), err
}

func (v *V1) toldNow(ctx context.Context, c call) (told Told, err error) {
	if told.Digest, err = v.Store.DigestPace(ctx, c.who); err != nil {
		return told, err
	}
	if told.Browsers, err = v.Store.PushSubscriptions(ctx, c.who); err != nil {
		return told, err
	}
	told.PushKey, err = v.PushKey(ctx)
	return told, err
}

type setDigestIn struct {
	Body struct {
		Digest storage.DigestPace `json:"digest" enum:",day,week" doc:"Empty: never. A week's letter is of its Monday."`
	}
}

func (v *V1) setDigest(ctx context.Context, c call, in *setDigestIn) (*Answer[Told], error) {
	if err := v.Store.SetDigestPace(ctx, c.who, in.Body.Digest, v.Origin(c.r)); err != nil {
		return nil, err
	}
	return v.told(ctx, c, nil)
}

type addBrowserIn struct {
	Body struct {
		Endpoint string `json:"endpoint" maxLength:"1000" doc:"Address that the push service gave the browser; https and public."`
		Key      string `json:"p256dh" maxLength:"200" doc:"The browser's key, base64url (RFC 8291)."`
		Auth     string `json:"auth" maxLength:"100" doc:"Its secret, base64url."`
	}
}

func (v *V1) addBrowser(ctx context.Context, c call, in *addBrowserIn) (*Answer[Told], error) {
	browser, err := v.PushSubscription(in.Body.Endpoint, in.Body.Key, in.Body.Auth)
	if err != nil {
		return nil, err
	}
	browser.Origin, browser.Agent = v.Origin(c.r), c.r.UserAgent()
	if err := v.Store.Subscribe(ctx, c.who, browser); err != nil {
		return nil, err
	}
	return v.told(ctx, c, nil)
}

func (v *V1) removeBrowsers(ctx context.Context, c call, _ *struct{}) (*Answer[Told], error) {
	if err := v.Store.Unsubscribe(ctx, c.who); err != nil {
		return nil, err
	}
	return v.told(ctx, c, nil)
}
