package pipeline

import (
	"bytes"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage"
	"github.com/invoer/invoer/storage/blobs"
)

// TestArchiveOfTwoFiles joins a photo and a text PDF of one delivery by hand and
// turns the photo: the searchable copy shows each page of the file that it is of,
// turned as the person turned it, and the manifest names both files.
func TestArchiveOfTwoFiles(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	client := h.client("K1")
	p, _ := h.start(h.reader())
	_, photo := corpus(t, "fr-cleaning-cocontractor-photo")
	_, text := corpus(t, "nl-excel-grid-pdf-text")
	first := h.deliver(client, "photo.jpg", "image/jpeg", photo)
	second := h.deliver(client, "text.pdf", "application/pdf", text)
	delivery := invoer.DeliveryID(h.text(`update files f set delivery_id = o.delivery_id from files o where f.id = $1 and o.id = $2 returning f.delivery_id::text`, second.ID, first.ID))
	p.bell.Ring(t.Context(), first)
	p.bell.Ring(t.Context(), second)
	h.settled(3 * time.Minute)

	one, other := h.only(first), h.only(second)
	_, err := h.store.Arrange(t.Context(), h.someone(), delivery, storage.AnyStack, "join", func(s *invoer.Stack) error {
		if err := s.Join(one.ID, other.ID); err != nil {
			return err
		}
		return s.Turn(one.ID, 1, 90)
	})
	if err != nil {
		t.Fatal(err)
	}
	h.settled(3 * time.Minute)
	view, err := h.store.Document(t.Context(), h.who(), one.ID)
	if err != nil {
		t.Fatal(err)
	}
	h.pictures(view, text)
	m := h.archived("two files", view, true)
	for i, want := range []struct {
		ring   invoer.Ring
		number int
		bytes  []byte
		added  int
	}{{first, 1, photo, 90}, {second, 1, text, 0}} {
		if page := m.Pages[i]; string(page.File) != want.ring.ID || page.Number != want.number || page.Hash.Value != sum(want.bytes) || page.Added != want.added {
			t.Errorf("page %d in the manifest is number %d of file %s with hash %s, turned by %d; want %d of %s, turned by %d",
				i+1, page.Number, page.File, page.Hash.Value, page.Added, want.number, want.ring.ID, want.added)
		}
	}
}

// pictures looks at the copy of a document whose first page is a photo, turned,
// and whose other one is that of a text PDF.
func (h *house) pictures(v storage.View, text []byte) {
	h.t.Helper()
	if len(v.Pages) != 2 || v.Archive == nil || v.Archive.PDF == "" {
		h.t.Fatalf("%d pages and archive %+v, want two pages and a copy", len(v.Pages), v.Archive)
	}
	made, given := h.drawn(h.blob(v.Archive.PDF)), h.drawn(text)
	if len(made) != 2 {
		h.t.Fatalf("the copy has %d pages, want 2", len(made))
	}
	if d := unlike(made[1], given[0]); d > 8 {
		h.t.Errorf("the second page of the copy differs by %.1f of 255 from that of the text, want the same page", d)
	}
	if size := made[0].Rect.Size(); size.X < size.Y {
		h.t.Errorf("the photo is shown %d wide and %d high, want it turned by a quarter", size.X, size.Y)
	}
}

// drawn gives the pages of a PDF.
func (h *house) drawn(file []byte) (pages []*image.Gray) {
	h.t.Helper()
	doc, err := drawing(h.t).Open(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		h.t.Fatal(err)
	}
	defer doc.Close()
	for n := range doc.Pages() {
		page, err := doc.Gray(n+1, 72)
		if err != nil {
			h.t.Fatal(err)
		}
		pages = append(pages, page)
	}
	return pages
}

// unlike is how much two pages differ, from 0 to 255, where each is a grid of 40 by
// 40 means.
func unlike(a, b *image.Gray) float64 {
	const grid = 40
	var all float64
	for y := range grid {
		for x := range grid {
			d := mean(a, x, y, grid) - mean(b, x, y, grid)
			all += max(d, -d)
		}
	}
	return all / (grid * grid)
}

func mean(img *image.Gray, x, y, grid int) float64 {
	size := img.Rect.Size()
	var all, n float64
	for v := y * size.Y / grid; v < (y+1)*size.Y/grid; v++ {
		for u := x * size.X / grid; u < (x+1)*size.X/grid; u++ {
			all += float64(img.Pix[v*img.Stride+u])
			n++
		}
	}
	return all / max(n, 1)
}

// TestArchiveWithLostBytes archives a document that a person decided on again when
// bytes of its last archive, or the picture of its page, are lost: it gets a whole
// new one, as of a document that is decided on nobody would be told.
func TestArchiveWithLostBytes(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	root := t.TempDir()
	var err error
	if h.blobs, err = blobs.OpenDirectory(root); err != nil {
		t.Fatal(err)
	}
	client := h.client("K1")
	p := h.make(&recorded{}, swift)
	remove := func(t *testing.T, key invoer.BlobKey) {
		if err := h.blobs.Delete(t.Context(), key); err != nil {
			t.Fatal(err)
		}
	}
	for name, harm := range map[string]func(*testing.T, storage.View){
		"the manifest is gone": func(t *testing.T, v storage.View) { remove(t, v.Archive.Manifest) },
		"the manifest is damaged": func(t *testing.T, v storage.View) {
			office, hash, _ := strings.Cut(string(v.Archive.Manifest), "/")
			if err := os.WriteFile(filepath.Join(root, office, hash[:2], hash), []byte(`{"searchable_copy":{"key":"elsewhere"}}`), 0o600); err != nil {
				t.Fatal(err)
			}
		},
		"the copy is gone":              func(t *testing.T, v storage.View) { remove(t, v.Archive.PDF) },
		"the picture of a page is gone": func(t *testing.T, v storage.View) { remove(t, v.Pages[0].Image); remove(t, v.Archive.Manifest) },
	} {
		t.Run(name, func(t *testing.T) {
			ring := h.scripted(client, 1, "ocr", 0)
			for rings := h.rings(t); len(rings) > 0; rings = h.rings(t) {
				for _, r := range rings {
					h.step(p, r)
				}
			}
			view := h.only(ring)
			harm(t, view)
			run := h.count(`update documents set status = 'approved', stage = 'archive', run = run + 1 where id = $1 returning run`, view.ID)
			h.step(p, invoer.Ring{Office: h.office, Noun: invoer.NounDocument, ID: string(view.ID), Stage: invoer.StageArchive, Run: run})
			view = h.only(ring)
			if view.Stage == invoer.StageArchive {
				t.Fatalf("it waits at stage %s, want it archived:\n%s", view.Stage, h.picture())
			}
			for _, key := range []invoer.BlobKey{view.Archive.Manifest, view.Archive.PDF} {
				if _, err := h.blobs.Stat(t.Context(), key); err != nil {
					t.Errorf("of its archive: %v", err)
				}
			}
		})
	}
}
