package intake

import (
	"testing"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage/blobs"
	"github.com/invoer/invoer/storage/storagetest"
)

// A delivery with an archive in it, kept in an object store.
func TestObjectStore(t *testing.T) {
	t.Parallel()
	h := open(t)
	s3 := storagetest.S3(t)
	store, err := blobs.OpenS3(t.Context(), blobs.S3Settings{Endpoint: s3.Endpoint, Bucket: "invoer", Region: s3.Region, AccessKey: s3.AccessKey, SecretKey: s3.SecretKey, Spool: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	h.Blobs = store
	r := h.accept(t, of(h.a, "a.pdf", pdf, "x.zip", zipped(t, "b.pdf", pdf+"2")))
	if got := ledgerOf(r.Delivery); len(got) != 3 || got[2] != "b.pdf taken" {
		t.Fatalf("ledger %v, want a.pdf, x.zip and b.pdf", got)
	}
	for _, i := range []int{0, 2} {
		part := r.Delivery.Parts[i]
		want := map[int]string{0: pdf, 2: pdf + "2"}[i]
		if got := h.read(t, invoer.BlobKey(string(h.who.Office)+"/"+part.SHA256)); got != want {
			t.Errorf("%s is kept as %q, want %q", part.Name, got, want)
		}
	}
	if again := h.accept(t, of(h.a, "a.pdf", pdf, "x.zip", zipped(t, "b.pdf", pdf+"2"))); !again.Again {
		t.Error("the same bytes were a new delivery")
	}
}
