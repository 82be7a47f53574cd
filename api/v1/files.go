package v1

import (
	"context"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/api"
	"github.com/invoer/invoer/storage"
)

// bytesOut is an answer that is no JSON. The handler has written it.
type bytesOut = huma.StreamResponse

// sent says that the answer is on its way.
func sent() *bytesOut { return &bytesOut{Body: func(huma.Context) {}} }

type downloadIn struct {
	ByID
	Download bool `query:"download" doc:"Have it saved rather than shown."`
}

// bytesOperation describes an answer that is no JSON.
func bytesOperation(v *V1, r route, media ...string) huma.Operation {
	op := v.operation(r)
	content := map[string]*huma.MediaType{}
	for _, m := range media {
		content[m] = &huma.MediaType{Schema: &huma.Schema{Type: "string", Format: "binary"}}
	}
	op.Responses = map[string]*huma.Response{
		"200": {Description: "The bytes", Content: content},
		"206": {Description: "The range that was asked for", Content: content},
		"304": {Description: "What If-None-Match names is still right"},
	}
	return op
}

// seen gives the document of a path that who may see.
func (v *V1) viewOf(ctx context.Context, c call, said string) (storage.View, error) {
	id, err := identifier[invoer.DocumentID](said)
	if err != nil {
		return storage.View{}, err
	}
	return v.Store.Document(ctx, c.who, id)
}

func (v *V1) original(ctx context.Context, c call, in *downloadIn) (*bytesOut, error) {
	d, err := v.viewOf(ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	return sent(), v.SendBlob(c.w, c.r, api.Original(d.File))
}

// archive sends the searchable copy, or the original where that is searchable
// itself.
func (v *V1) archive(ctx context.Context, c call, in *downloadIn) (*bytesOut, error) {
	d, err := v.viewOf(ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	copy, err := api.ArchiveCopy(d)
	if err != nil {
		return nil, err
	}
	return sent(), v.SendBlob(c.w, c.r, copy)
}

func (v *V1) manifest(ctx context.Context, c call, in *downloadIn) (*bytesOut, error) {
	d, err := v.viewOf(ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	manifest, err := api.Manifest(d)
	if err != nil {
		return nil, err
	}
	return sent(), v.SendBlob(c.w, c.r, manifest)
}

type pageIn struct {
	ID    string `path:"id"`
	Page  int    `path:"n" doc:"Page of the document, from 1."`
	Width int    `query:"width" minimum:"64" maximum:"3000" doc:"Pixels, where the picture is drawn on demand."`
}

func (v *V1) page(ctx context.Context, c call, in *pageIn) (*bytesOut, error) {
	ref, err := v.pageOf(ctx, c, in.ID, in.Page)
	if err != nil {
		return nil, err
	}
	picture, err := v.Picture(ctx, c.who, ref.File, ref.Page, in.Width)
	if err != nil {
		return nil, err
	}
	if err := v.SendPicture(c.w, c.r, picture); err != nil {
		return nil, err
	}
	return sent(), nil
}

func (v *V1) pageOf(ctx context.Context, c call, id string, n int) (storage.PageView, error) {
	d, err := v.viewOf(ctx, c, id)
	if err != nil {
		return storage.PageView{}, err
	}
	if n < 1 || n > len(d.Pages) {
		return storage.PageView{}, fmt.Errorf("%w: page %d of document %s, which has %d", invoer.ErrNotFound, n, d.ID, len(d.Pages))
	}
	return d.Pages[n-1], nil
}

// A Word is what stands between two spaces, and where.
type Word struct {
	Text       string            `json:"text"`
	Box        []float64         `json:"box"`
	Confidence invoer.Confidence `json:"confidence"`
}

// Words are the words of a page.
type Words struct {
	Width  float64 `json:"width" doc:"Of the page, in points."`
	Height float64 `json:"height"`
	Words  []Word  `json:"words" nullable:"false"`
}

type wordsIn struct {
	ID   string `path:"id"`
	Page int    `path:"n" doc:"Page of the document, from 1."`
}

func (v *V1) words(ctx context.Context, c call, in *wordsIn) (*Answer[Words], error) {
	ref, err := v.pageOf(ctx, c, in.ID, in.Page)
	if err != nil {
		return nil, err
	}
	words, err := v.Store.Words(ctx, c.who, ref.File, ref.Page)
	if err != nil {
		return nil, err
	}
	shown := Words{Width: ref.Width, Height: ref.Height, Words: make([]Word, len(words))}
	for i, w := range words {
		shown.Words[i] = Word{w.Text, []float64{w.Box.X0, w.Box.Y0, w.Box.X1, w.Box.Y1}, w.Confidence}
	}
	return answer(shown), nil
}

type eventsIn struct {
	Last  string `header:"Last-Event-ID" doc:"Begin behind this event."`
	After string `query:"after" doc:"The same, for those who cannot set headers."`
}

func eventsOperation(v *V1) huma.Operation {
	op := v.operation(route{http.MethodGet, "/events", "read", "follow-events", "Follow what happens (server-sent events)", 0})
	op.Responses = map[string]*huma.Response{"200": {Description: "Events, until the caller goes", Content: map[string]*huma.MediaType{
		"text/event-stream": {Schema: &huma.Schema{Type: "string"}},
	}}}
	return op
}

func (v *V1) events(_ context.Context, c call, _ *eventsIn) (*bytesOut, error) {
	still := func(ctx context.Context) error {
		_, err := v.Store.IdentifyToken(ctx, c.secret)
		return err
	}
	return sent(), v.SendEvents(c.w, c.r, api.Stream{Who: c.who, Still: still})
}
