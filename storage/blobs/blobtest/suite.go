// Package blobtest is what every blob store must do, as one suite that runs
// against each of them: the directory and S3 (versitygw) here, another one
// where it is built. It looks at a store through its methods and, to damage
// what it keeps, behind its back.
package blobtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage/blobs"
)

// A Store is all that a blob store does.
type Store interface {
	Write(context.Context, invoer.OfficeID, io.Reader, int64) (blobs.Stored, error)
	Put(context.Context, invoer.BlobKey, io.Reader, int64) error
	Get(context.Context, invoer.BlobKey) (io.ReadSeekCloser, error)
	Stat(context.Context, invoer.BlobKey) (blobs.Info, error)
	Delete(context.Context, invoer.BlobKey) error
	List(context.Context, invoer.OfficeID) iter.Seq2[blobs.Info, error]
	Verify(ctx context.Context, key invoer.BlobKey, algorithm, hash string, size int64) error
}

// A Fixture is an empty store, and a way behind its back.
type Fixture struct {
	Store Store
	// Damage makes content the bytes of key, as a failing disk or a mistaken
	// person would; nil content removes them.
	Damage func(t *testing.T, key invoer.BlobKey, content []byte)
}

const (
	office = invoer.OfficeID("0191e4c5-7d3a-7000-8000-000000000001")
	other  = invoer.OfficeID("0191e4c5-7d3a-7000-8000-000000000002")
	limit  = 64 << 20
)

// Run holds a store against its promises. Open gives an empty one each time.
func Run(t *testing.T, open func(*testing.T) Fixture) {
	tests := map[string]func(*testing.T, Fixture){
		"bytes come back as they went in":        comeBack,
		"a stream over the limit leaves nothing": overLimit,
		"a broken stream leaves nothing":         brokenStream,
		"a key promises its content":             keyPromises,
		"the same content is one blob":           sameContent,
		"many writers of one content agree":      manyWriters,
		"what is not there is not found":         notFound,
		"keys that are paths are refused":        strangeKeys,
		"an office's list has its own blobs":     lists,
		"deleting is for good and can be twice":  deletes,
		"what was damaged is found":              damage,
		"writing again mends what was damaged":   mends,
		"older algorithms are still known":       algorithms,
		"a cancelled write leaves nothing":       cancelled,
		"parts of a blob can be read":            ranges,
		"memory stays flat":                      flatMemory,
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

func comeBack(t *testing.T, f Fixture) {
	sizes := []int{0, 1, 4096, 5<<20 + 1, 17 << 20} // below and above the size of a part
	for _, size := range sizes {
		content := pattern(size)
		stored := write(t, f.Store, office, content)
		want := blobs.Stored{Key: invoer.BlobKey(string(office) + "/" + hash(content)), Size: int64(size), SHA256: hash(content)}
		if diff := cmp.Diff(want, stored); diff != "" {
			t.Errorf("Write of %d bytes (-want +got):\n%s", size, diff)
		}
		if got := read(t, f.Store, stored.Key); !bytes.Equal(got, content) {
			t.Errorf("read %d bytes back, want the same %d", len(got), size)
		}
		info, err := f.Store.Stat(t.Context(), stored.Key)
		if err != nil || info.Size != int64(size) || info.Key != stored.Key || info.Modified.IsZero() {
			t.Errorf("Stat of %d bytes: got %+v, %v", size, info, err)
		}
	}
}

func overLimit(t *testing.T, f Fixture) {
	_, err := f.Store.Write(t.Context(), office, bytes.NewReader(pattern(101)), 100)
	if code, _ := invoer.CodeOf(err); err == nil || code != invoer.CodeTooLarge {
		t.Errorf("101 bytes, limit 100: got %v, want %s", err, invoer.CodeTooLarge)
	}
	if _, err := f.Store.Write(t.Context(), other, bytes.NewReader(pattern(100)), 100); err != nil {
		t.Errorf("100 bytes, limit 100: got %v, want none", err)
	}
	wantKeys(t, f.Store, office)
}

var errBroken = errors.New("line went dead")

func brokenStream(t *testing.T, f Fixture) {
	r := io.MultiReader(bytes.NewReader(pattern(5000)), iotest.ErrReader(errBroken))
	if _, err := f.Store.Write(t.Context(), office, r, limit); !errors.Is(err, errBroken) {
		t.Errorf("Write of a broken stream: got %v, want %v", err, errBroken)
	}
	wantKeys(t, f.Store, office)
}

func keyPromises(t *testing.T, f Fixture) {
	content := pattern(1000)
	key := invoer.BlobKey(string(office) + "/" + hash(content))
	wrong := map[string]struct {
		content []byte
		size    int64
	}{
		"other bytes":   {slices.Concat(content[:999], []byte{1}), 1000},
		"too few bytes": {content[:999], 1000},
		"a wrong size":  {content, 999},
	}
	for name, tt := range wrong {
		err := f.Store.Put(t.Context(), key, bytes.NewReader(tt.content), tt.size)
		if err == nil {
			t.Errorf("Put of %s: got nil, want a refusal", name)
		}
	}
	wantKeys(t, f.Store, office)
	if err := f.Store.Put(t.Context(), key, bytes.NewReader(content), 1000); err != nil {
		t.Errorf("Put: %v", err)
	}
	wantKeys(t, f.Store, office, key)
}

func sameContent(t *testing.T, f Fixture) {
	first, second := write(t, f.Store, office, pattern(3000)), write(t, f.Store, office, pattern(3000))
	if first != second {
		t.Errorf("second write: got %+v, want %+v", second, first)
	}
	wantKeys(t, f.Store, office, first.Key)
}

func manyWriters(t *testing.T, f Fixture) {
	content := pattern(200_000)
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			stored, err := f.Store.Write(t.Context(), office, bytes.NewReader(content), limit)
			if err != nil || stored.SHA256 != hash(content) {
				t.Errorf("Write beside others: got %+v, %v", stored, err)
				return
			}
			if err := f.Store.Verify(t.Context(), stored.Key, blobs.SHA256, stored.SHA256, stored.Size); err != nil {
				t.Errorf("Verify right after Write: %v", err)
			}
		})
	}
	group.Wait()
	wantKeys(t, f.Store, office, invoer.BlobKey(string(office)+"/"+hash(content)))
}

func notFound(t *testing.T, f Fixture) {
	key := invoer.BlobKey(string(office) + "/" + hash([]byte("nobody wrote this")))
	if _, err := f.Store.Get(t.Context(), key); !errors.Is(err, invoer.ErrNotFound) {
		t.Errorf("Get: got %v, want not found", err)
	}
	if _, err := f.Store.Stat(t.Context(), key); !errors.Is(err, invoer.ErrNotFound) {
		t.Errorf("Stat: got %v, want not found", err)
	}
}

func strangeKeys(t *testing.T, f Fixture) {
	sum := hash(nil)
	for _, key := range []string{
		"", "/" + sum, "../" + sum, "a/../" + sum, string(office) + "/../../etc/passwd",
		string(office) + "/" + sum[:63], string(office) + "/" + strings.ToUpper(sum), string(office) + "/" + sum + "\n",
	} {
		_, get := f.Store.Get(t.Context(), invoer.BlobKey(key))
		_, stat := f.Store.Stat(t.Context(), invoer.BlobKey(key))
		put := f.Store.Put(t.Context(), invoer.BlobKey(key), bytes.NewReader(nil), 0)
		del := f.Store.Delete(t.Context(), invoer.BlobKey(key))
		for _, err := range []error{get, stat, put, del} {
			if !errors.Is(err, invoer.ErrInvalid) {
				t.Errorf("key %q: got %v, want invalid", key, err)
			}
		}
	}
	if _, err := f.Store.Write(t.Context(), "../x", bytes.NewReader(nil), limit); !errors.Is(err, invoer.ErrInvalid) {
		t.Errorf("office ../x: got %v, want invalid", err)
	}
}

func lists(t *testing.T, f Fixture) {
	one, two := write(t, f.Store, office, []byte("one")), write(t, f.Store, office, []byte("two"))
	three := write(t, f.Store, other, []byte("one"))
	wantKeys(t, f.Store, office, one.Key, two.Key)
	wantKeys(t, f.Store, other, three.Key)
	wantKeys(t, f.Store, "", one.Key, two.Key, three.Key)
	for _, err := range f.Store.List(t.Context(), office) {
		if err != nil {
			t.Error(err)
		}
		break // a reader may have enough
	}
}

func deletes(t *testing.T, f Fixture) {
	stored := write(t, f.Store, office, []byte("orphan"))
	for range 2 {
		if err := f.Store.Delete(t.Context(), stored.Key); err != nil {
			t.Errorf("Delete: %v", err)
		}
	}
	wantKeys(t, f.Store, office)
}

func damage(t *testing.T, f Fixture) {
	content := pattern(1000)
	tests := map[string]struct {
		content []byte
		fault   string
	}{
		"cut short": {content[:999], blobs.FaultSize},
		"emptied":   {[]byte{}, blobs.FaultSize},
		"swapped":   {slices.Concat([]byte{^content[0]}, content[1:]), blobs.FaultHash},
		"removed":   {nil, blobs.FaultMissing},
	}
	for name, tt := range tests {
		stored := write(t, f.Store, office, content)
		f.Damage(t, stored.Key, tt.content)
		err := f.Store.Verify(t.Context(), stored.Key, blobs.SHA256, stored.SHA256, stored.Size)
		if got, found := blobs.FaultOf(err); !found || got != tt.fault {
			t.Errorf("Verify of a blob that was %s: got %v, want fault %s", name, err, tt.fault)
		}
	}
}

func mends(t *testing.T, f Fixture) {
	content := pattern(1000)
	stored := write(t, f.Store, office, content)
	for _, damaged := range [][]byte{content[:10], bytes.Repeat([]byte{7}, 1000)} {
		f.Damage(t, stored.Key, damaged)
		write(t, f.Store, office, content)
		if err := f.Store.Verify(t.Context(), stored.Key, blobs.SHA256, stored.SHA256, stored.Size); err != nil {
			t.Errorf("Verify after writing the same content again: %v", err)
		}
	}
}

func algorithms(t *testing.T, f Fixture) {
	content := pattern(1000)
	stored := write(t, f.Store, office, content)
	sum := sha512.Sum512(content)
	if err := f.Store.Verify(t.Context(), stored.Key, "sha512", hex.EncodeToString(sum[:]), 1000); err != nil {
		t.Errorf("Verify by sha512: %v", err)
	}
	err := f.Store.Verify(t.Context(), stored.Key, "blake9", "00", 1000)
	if _, found := blobs.FaultOf(err); found || !errors.Is(err, invoer.ErrUnavailable) {
		t.Errorf("Verify by an unknown algorithm: got %v, want unavailable and no fault", err)
	}
}

func cancelled(t *testing.T, f Fixture) {
	ctx, cancel := context.WithCancel(t.Context())
	r := io.MultiReader(bytes.NewReader(pattern(100_000)), readerFunc(func([]byte) (int, error) {
		cancel()
		return 0, nil
	}), bytes.NewReader(pattern(100_000)))
	if _, err := f.Store.Write(ctx, office, r, limit); !errors.Is(err, context.Canceled) {
		t.Errorf("Write: got %v, want cancelled", err)
	}
	wantKeys(t, f.Store, office)
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func ranges(t *testing.T, f Fixture) {
	content := pattern(1 << 20)
	blob, err := f.Store.Get(t.Context(), write(t, f.Store, office, content).Key)
	if err != nil {
		t.Fatal(err)
	}
	defer blob.Close()
	if end, err := blob.Seek(0, io.SeekEnd); err != nil || end != 1<<20 {
		t.Errorf("Seek to the end: got %d, %v, want %d", end, err, 1<<20)
	}
	if _, err := blob.Seek(700_000, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	part := make([]byte, 1000)
	if _, err := io.ReadFull(blob, part); err != nil || !bytes.Equal(part, content[700_000:701_000]) {
		t.Errorf("1000 bytes at 700000: other bytes, %v", err)
	}
}

func write(t *testing.T, s Store, office invoer.OfficeID, content []byte) blobs.Stored {
	t.Helper()
	stored, err := s.Write(t.Context(), office, bytes.NewReader(content), limit)
	if err != nil {
		t.Fatalf("Write of %d bytes: %v", len(content), err)
	}
	return stored
}

func read(t *testing.T, s Store, key invoer.BlobKey) []byte {
	t.Helper()
	blob, err := s.Get(t.Context(), key)
	if err != nil {
		t.Fatalf("Get: %v", err)
	}
	defer blob.Close()
	content, err := io.ReadAll(blob)
	if err != nil {
		t.Fatalf("reading %s: %v", key, err)
	}
	return content
}

func wantKeys(t *testing.T, s Store, office invoer.OfficeID, want ...invoer.BlobKey) {
	t.Helper()
	var got []invoer.BlobKey
	for info, err := range s.List(t.Context(), office) {
		if err != nil {
			t.Fatalf("List(%q): %v", office, err)
		}
		got = append(got, info.Key)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("List(%q): got %v, want %v", office, got, want)
	}
}

// pattern is size bytes that no part of them repeats at a part's border.
func pattern(size int) []byte {
	b := make([]byte, 0, size+20)
	for i := 0; len(b) < size; i++ {
		b = fmt.Appendf(b, "%d,", i*7919)
	}
	return b[:size]
}

func hash(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
