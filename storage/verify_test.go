package storage

import (
	"context"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage/blobs"
	"github.com/invoer/invoer/storage/storagetest/servers"
)

// A vault is a house with bytes.
type vault struct {
	*house
	verifier *Verifier
	dir      string
	bytes    *blobs.Directory
}

func openVault(t *testing.T) *vault {
	t.Helper()
	v := &vault{house: openHouse(t), dir: t.TempDir()}
	var err error
	if v.bytes, err = blobs.OpenDirectory(v.dir); err != nil {
		t.Fatal(err)
	}
	v.verifier = &Verifier{Store: v.Store, Bytes: v.bytes, Log: slog.New(slog.DiscardHandler), Now: time.Now}
	return v
}

// deliver hands in texts, a part each, and gives the delivery.
func (v *vault) deliver(t *testing.T, texts ...string) invoer.Delivery {
	t.Helper()
	d := invoer.Delivery{Client: v.client, Via: invoer.DoorUpload}
	for _, text := range texts {
		stored, err := v.bytes.Write(t.Context(), v.office, strings.NewReader(text), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		d.Parts = append(d.Parts, invoer.Part{Name: "a.pdf", Media: "application/pdf", Size: stored.Size, SHA256: stored.SHA256, Outcome: invoer.Taken, Reason: invoer.Because("")})
	}
	kept, _, err := v.Deliver(t.Context(), v.machine, d, v.present)
	if err != nil {
		t.Fatal(err)
	}
	return kept
}

func (v *vault) present(key invoer.BlobKey) error {
	_, err := v.bytes.Stat(context.Background(), key)
	return err
}

// asOwner does what no part of the program may.
func (v *vault) asOwner(t *testing.T, sql string, args ...any) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), v.db.OwnerURL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), "set session_replication_role = replica; "); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), sql, args...); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

// verify gives what is wrong, as rule and detail.
func (v *vault) verify(t *testing.T) (Verification, []string) {
	t.Helper()
	found, err := v.verifier.Office(t.Context(), v.office, 0)
	if err != nil {
		t.Fatal(err)
	}
	var faults []string
	for _, f := range found.Balance.Faults {
		faults = append(faults, f.Rule+": "+f.Detail)
	}
	return found, faults
}

func (v *vault) path(hash string) string {
	return filepath.Join(v.dir, string(v.office), hash[:2], hash)
}

func TestBlobsThatAreNotWhatTheyWere(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		harm func(t *testing.T, path string)
		want string
	}{
		"sound":     {func(*testing.T, string) {}, ""},
		"missing":   {func(t *testing.T, path string) { try(t, os.Remove(path)) }, "blob-is-sound: missing"},
		"truncated": {func(t *testing.T, path string) { try(t, os.Truncate(path, 3)) }, "blob-is-sound: size"},
		"empty":     {func(t *testing.T, path string) { try(t, os.Truncate(path, 0)) }, "blob-is-sound: size"},
		"swapped":   {func(t *testing.T, path string) { try(t, os.WriteFile(path, []byte("noice of no"), 0o600)) }, "blob-is-sound: hash"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := openVault(t)
			d := v.deliver(t, "an invoice.", "another one")
			path := v.path(d.Parts[0].SHA256)
			c.harm(t, path)
			found, faults := v.verify(t)
			if got := strings.Join(faults, "; "); got != c.want {
				t.Errorf("verify found %q, want %q", got, c.want)
			}
			if found.Blobs != 2 || found.Checked != 2 {
				t.Errorf("%d blobs, %d read back; want 2 and 2", found.Blobs, found.Checked)
			}
			try(t, os.WriteFile(path, []byte("an invoice."), 0o600))
			if _, faults := v.verify(t); len(faults) > 0 {
				t.Errorf("after it was put back: %v, want none", faults)
			}
		})
	}
}

// An object that somebody hides under a delete marker is brought back by the
// next look at the bytes, and the balance holds.
func TestHiddenBlobsComeBack(t *testing.T) {
	t.Parallel()
	v := openVault(t)
	d := v.deliver(t, "kept")
	server := servers.StartS3WithVersions(t)
	client, err := minio.New(strings.TrimPrefix(server.Endpoint, "http://"), &minio.Options{
		Creds: credentials.NewStaticV4(server.AccessKey, server.SecretKey, ""), Region: server.Region,
	})
	try(t, err)
	const bucket = "versions"
	try(t, client.MakeBucket(t.Context(), bucket, minio.MakeBucketOptions{}))
	try(t, client.EnableVersioning(t.Context(), bucket))
	s3, err := blobs.OpenS3(t.Context(), blobs.S3Settings{
		Endpoint: server.Endpoint, Bucket: bucket, Region: server.Region, AccessKey: server.AccessKey, SecretKey: server.SecretKey, Spool: t.TempDir(),
	})
	try(t, err)
	stored, err := s3.Write(t.Context(), v.office, strings.NewReader("kept"), 1<<20)
	try(t, err)
	if stored.SHA256 != d.Parts[0].SHA256 {
		t.Fatal("the bytes of both stores differ")
	}
	v.verifier.Bytes = s3
	try(t, client.RemoveObject(t.Context(), bucket, string(stored.Key), minio.RemoveObjectOptions{}))
	found, faults := v.verify(t)
	if found.Restored != 1 || len(faults) != 0 {
		t.Errorf("%d brought back, faults %q; want 1 and none", found.Restored, faults)
	}
	if found, faults = v.verify(t); found.Restored != 0 || len(faults) != 0 {
		t.Errorf("the next look: %d brought back, faults %q; want none", found.Restored, faults)
	}
}

func try(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// What is missing shows in a sample too, however small: only reading back is
// sampled.
func TestSample(t *testing.T) {
	t.Parallel()
	v := openVault(t)
	d := v.deliver(t, "one", "two", "three", "four")
	try(t, os.Remove(v.path(d.Parts[3].SHA256)))
	for range 2 {
		found, err := v.verifier.Office(t.Context(), v.office, 1)
		try(t, err)
		if len(found.Balance.Faults) != 1 || found.Checked > 2 {
			t.Errorf("%d faults, %d looked at; want the missing one, and at most one read back", len(found.Balance.Faults), found.Checked)
		}
	}
}

// A server looks by itself, rows and blobs, and the balance tells of what is
// gone without anybody asking for it.
func TestServersLookByThemselves(t *testing.T) {
	t.Parallel()
	v := openVault(t)
	d := v.deliver(t, "one", "two")
	v.verifier.often = pace{rows: 20 * time.Millisecond, blobs: time.Hour}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	try(t, os.Remove(v.path(d.Parts[1].SHA256)))
	go func() { ended <- v.verifier.Run(ctx) }()
	for late := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		b, err := v.Balance(t.Context(), v.admin)
		try(t, err)
		if len(b.Faults) == 1 && b.Faults[0].Rule == "blob-is-sound" {
			break
		}
		if time.Now().After(late) {
			t.Fatalf("the balance tells of %v, want the blob that is gone", b.Faults)
		}
	}
	stop()
	try(t, <-ended)
}

// A healthy archive of an older version verifies clean by its own algorithm.
func TestOlderAlgorithm(t *testing.T) {
	t.Parallel()
	v := openVault(t)
	d := v.deliver(t, "an invoice")
	sum := sha512.Sum512([]byte("an invoice"))
	v.asOwner(t, `update blobs set algorithm = 'sha512', hash = $1`, hex.EncodeToString(sum[:]))
	v.asOwner(t, `update files set sha256 = $1`, hex.EncodeToString(sum[:]))
	if _, faults := v.verify(t); len(faults) > 0 {
		t.Errorf("delivery %s: %v, want none", d.ID, faults)
	}
}

// A client that gets another name and code touches rows only: no blob is
// moved, so none gets lost on the way (paperless-ngx #12386).
func TestRenamedClientKeepsItsBlobs(t *testing.T) {
	t.Parallel()
	v := openVault(t)
	d := v.deliver(t, "an invoice")
	before, err := v.bytes.Stat(t.Context(), originalOf(v.office, d.Parts[0].SHA256))
	try(t, err)
	client, err := v.Client(t.Context(), v.admin, v.client)
	try(t, err)
	client.Code, client.Name = "Z99", "Another name"
	_, err = v.ChangeClient(t.Context(), v.admin, client)
	try(t, err)
	after, err := v.bytes.Stat(t.Context(), before.Key)
	if err != nil || after != before {
		t.Errorf("the blob was %+v and is %+v, %v; want no change", before, after, err)
	}
	if found, faults := v.verify(t); len(faults) > 0 || len(found.Orphans) > 0 {
		t.Errorf("verify found %v, orphans %v; want none", faults, found.Orphans)
	}
}

func TestOrphans(t *testing.T) {
	t.Parallel()
	v := openVault(t)
	d := v.deliver(t, "an invoice")
	orphan, err := v.bytes.Write(t.Context(), v.office, strings.NewReader("left by a crash"), 100)
	try(t, err)
	found, faults := v.verify(t)
	if len(found.Orphans) != 1 || found.Orphans[0].Key != orphan.Key || len(faults) > 0 {
		t.Fatalf("orphans %v, faults %v; want %s and none", found.Orphans, faults, orphan.Key)
	}
	try(t, v.verifier.Clean(t.Context(), &found))
	if found.Removed != 0 {
		t.Errorf("%d removed, want none: it may belong to an upload under way", found.Removed)
	}
	v.verifier.Now = func() time.Time { return time.Now().Add(25 * time.Hour) }
	found.Orphans = append(found.Orphans, blobs.Info{Key: originalOf(v.office, d.Parts[0].SHA256)}) // got its row meanwhile
	try(t, v.verifier.Clean(t.Context(), &found))
	if _, err := v.bytes.Stat(t.Context(), orphan.Key); found.Removed != 1 || err == nil {
		t.Errorf("%d removed (stat: %v), want the orphan gone", found.Removed, err)
	}
	if _, faults := v.verify(t); len(faults) > 0 {
		t.Errorf("after cleaning: %v, want none", faults)
	}
}

// Bytes that were taken for an orphan between being kept and being named are
// asked for again, not named.
func TestOrphanThatWasWanted(t *testing.T) {
	t.Parallel()
	v := openVault(t)
	sum := sha256.Sum256([]byte("gone"))
	d := invoer.Delivery{Client: v.client, Via: invoer.DoorUpload, Parts: []invoer.Part{{
		Name: "a.pdf", Media: "application/pdf", Size: 4,
		SHA256: hex.EncodeToString(sum[:]), Outcome: invoer.Taken, Reason: invoer.Because(""),
	}}}
	_, _, err := v.Deliver(t.Context(), v.machine, d, v.present)
	if !errors.Is(err, invoer.ErrUnavailable) {
		t.Errorf("delivering bytes that are gone: %v, want to be asked for them again", err)
	}
}

func TestRowsThatAreGone(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		harm string
		want string
	}{
		"nothing":              {`select 1`, ""},
		"a delivery":           {`delete from deliveries`, "delivery-is-there"},
		"a line of a ledger":   {`delete from parts where position = 2`, "parts-are-all-there"},
		"a line names no file": {`delete from parts where position = 1`, "file-has-part"},
		"a document":           {`delete from documents`, "part-became-document"},
		"a page":               {`delete from pages`, "pages-are-all-there"},
		"a page of a document": {`delete from document_pages`, "page-has-fate"},
		"a reading":            {`delete from invoices`, "document-has-reading"},
		"a blob":               {`delete from blobs`, "blob-is-known"},
		"a picture's blob":     {`update files set picture = office_id || '/gone'`, "blob-is-known"},
		"a size":               {`update files set size = 1`, "size-is-one"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := openVault(t)
			d := v.deliver(t, "one", "two")
			for _, p := range d.Parts {
				v.finish(t, p.File)
			}
			v.asOwner(t, c.harm)
			b, err := v.Balance(t.Context(), v.admin)
			try(t, err)
			var rules []string
			for _, f := range b.Faults {
				rules = append(rules, f.Rule)
			}
			if c.want == "" && len(rules) > 0 || c.want != "" && !slices.Contains(rules, c.want) {
				t.Errorf("rules that do not hold: %v, want %q among them", rules, c.want)
			}
		})
	}
}

// finish does what the workers do: one page, one document.
func (v *vault) finish(t *testing.T, file invoer.FileID) {
	t.Helper()
	err := v.In(t.Context(), v.machine, func(tx Tx) error {
		for _, sql := range []string{
			`update files set stage = 'done', pages = 1 where id = $1`,
			`insert into pages (office_id, client_id, file_id, number, stage, fate) select office_id, client_id, id, 1, 'done', 'document' from files where id = $1`,
			`insert into documents (office_id, client_id, delivery_id, file_id, received, stage) select office_id, client_id, delivery_id, id, now(), 'done' from files where id = $1`,
			`insert into document_pages (office_id, client_id, document_id, position, file_id, page) select office_id, client_id, id, 1, file_id, 1 from documents where file_id = $1`,
		} {
			if _, err := tx.Exec(tx.Ctx, sql, file); err != nil {
				return err
			}
		}
		var id invoer.DocumentID
		if err := tx.QueryRow(tx.Ctx, `select id::text from documents where file_id = $1`, file).Scan(&id); err != nil {
			return err
		}
		if err := tx.SaveReading(id, invoer.Invoice{Kind: invoer.KindInvoice}); err != nil {
			return err
		}
		_, err := tx.Exec(tx.Ctx, `update documents set status = 'read', version = version + 1 where id = $1`, id)
		return err
	})
	try(t, err)
}

// A page that could not be read and the document that tells of it are one page.
func TestPagesAreCountedOnce(t *testing.T) {
	t.Parallel()
	v := openVault(t)
	d := v.deliver(t, "one")
	v.finish(t, d.Parts[0].File)
	v.asOwner(t, `update pages set stage = 'held', held = '{"code":"damaged","args":[]}' where file_id = $1`, d.Parts[0].File)
	b, err := v.Balance(t.Context(), v.admin)
	try(t, err)
	if out := b.PagesInDocuments + b.PagesDropped + b.PagesWaiting + b.PagesHeld; b.Pages != 1 || out != 1 {
		t.Errorf("%d pages came in and %d are accounted for, want 1 and 1", b.Pages, out)
	}
}

func TestBalanceCounts(t *testing.T) {
	t.Parallel()
	v := openVault(t)
	d := v.deliver(t, "one", "two")
	v.finish(t, d.Parts[0].File)
	b, err := v.Balance(t.Context(), v.admin)
	try(t, err)
	got := fmt.Sprint(b.Deliveries, b.Parts, b.Taken, b.Files, b.FilesWaiting, b.Documents, b.Pages, b.PagesInDocuments, b.Balanced())
	if want := "1 2 2 2 1 1 1 1 true"; got != want {
		t.Errorf("balance %s, want %s", got, want)
	}
	if _, err := v.Balance(t.Context(), v.person); err == nil {
		t.Error("a person of a client got the office's balance")
	}
	narrow := v.admin
	narrow.Client = v.client
	if b, err := v.Balance(t.Context(), narrow); !errors.Is(err, invoer.ErrForbidden) {
		t.Errorf("who manages one client only got the balance %+v, %v; want it forbidden", b.Faults, err)
	}
}

// A stage keeps bytes that a crash left a day ago and Clean takes for an orphan: the
// row is not written, and the stage is told to keep them again.
func TestOrphanThatAStageKeeps(t *testing.T) {
	t.Parallel()
	v := openVault(t)
	stored := v.orphan(t, "a picture of a page")
	found, _ := v.verify(t)
	again, err := v.bytes.Write(t.Context(), v.office, strings.NewReader("a picture of a page"), 100)
	if try(t, err); again != stored {
		t.Fatalf("kept again as %+v, want %+v", again, stored)
	}
	try(t, v.verifier.Clean(t.Context(), &found))
	keep := func() error {
		return v.In(t.Context(), v.machine, func(tx Tx) error { return tx.KeepBlob(v.bytes, stored, "page") })
	}
	if err := keep(); !errors.Is(err, invoer.ErrUnavailable) {
		t.Errorf("naming bytes that were removed: %v, want unavailable", err)
	}
	v.orphan(t, "a picture of a page")
	try(t, keep())
	if _, faults := v.verify(t); len(faults) > 0 {
		t.Errorf("after it was kept again: %v, want nothing wrong", faults)
	}
}

// Clean waits for a stage that is about to name bytes, and leaves them.
func TestOrphanThatIsBeingNamed(t *testing.T) {
	t.Parallel()
	v := openVault(t)
	stored := v.orphan(t, "a picture of a page")
	found, _ := v.verify(t)
	cleaned := make(chan error, 1)
	try(t, v.In(t.Context(), v.machine, func(tx Tx) error {
		if err := tx.KeepBlob(v.bytes, stored, "page"); err != nil {
			return err
		}
		go func() { cleaned <- v.verifier.Clean(t.Context(), &found) }()
		for waits := false; !waits; {
			if len(cleaned) > 0 {
				t.Error("the orphan was removed while a row was written that names it")
				return nil
			}
			err := tx.QueryRow(tx.Ctx, `select exists (select from pg_locks where locktype = 'advisory' and not granted
				and database = (select oid from pg_database where datname = current_database()))`).Scan(&waits)
			if err != nil {
				return err
			}
		}
		return nil
	}))
	try(t, <-cleaned)
	if _, err := v.bytes.Stat(t.Context(), stored.Key); found.Removed != 0 || err != nil {
		t.Errorf("%d removed, and its bytes: %v; want them left", found.Removed, err)
	}
}

// orphan leaves bytes as a crash did a day and more ago.
func (v *vault) orphan(t *testing.T, text string) blobs.Stored {
	t.Helper()
	stored, err := v.bytes.Write(t.Context(), v.office, strings.NewReader(text), 100)
	try(t, err)
	v.verifier.Now = func() time.Time { return time.Now().Add(25 * time.Hour) }
	return stored
}

// Bytes that a ledger or an e-invoice names are no orphan when their own row is gone:
// that is a fault of the balance, and nothing is removed.
func TestNamedBytesAreNoOrphans(t *testing.T) {
	t.Parallel()
	v := openVault(t)
	d := v.deliver(t, "an e-invoice", "a message that was only kept")
	key := originalOf(v.office, d.Parts[1].SHA256)
	v.asOwner(t, `delete from files where id = $1`, d.Parts[1].File)
	v.asOwner(t, `update parts set file_id = null, outcome = 'skipped' where file_id = $1`, d.Parts[1].File)
	v.asOwner(t, `delete from blobs where key = $1`, string(key))
	v.orphan(t, "no row names this")
	found, faults := v.verify(t)
	if want := []string{"blob-is-known: a part names it, and it has no row"}; !slices.Equal(faults, want) || len(found.Orphans) != 1 {
		t.Errorf("faults %q and %d orphans, want %q and one", faults, len(found.Orphans), want)
	}
	try(t, v.verifier.Clean(t.Context(), &found))
	if _, err := v.bytes.Stat(t.Context(), key); err != nil || found.Removed != 1 {
		t.Errorf("%d removed, and the message: %v; want it kept", found.Removed, err)
	}
}

// What came in by half is told after a day, removed then, and by servers themselves.
func TestHalves(t *testing.T) {
	t.Parallel()
	v := openVault(t)
	half := filepath.Join(v.dir, ".incoming", "incoming-1")
	try(t, os.WriteFile(half, []byte("half"), 0o600))
	if n, err := v.verifier.Halves(t.Context()); n != 0 || err != nil {
		t.Errorf("%d halves, %v; want none: it may be on its way", n, err)
	}
	v.verifier.Now = func() time.Time { return time.Now().Add(25 * time.Hour) }
	if n, err := v.verifier.Halves(t.Context()); n != 1 || err != nil {
		t.Errorf("%d halves, %v; want one", n, err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- v.verifier.KeepSwept(ctx) }()
	for late := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(half); errors.Is(err, os.ErrNotExist) {
			break
		}
		if time.Now().After(late) {
			t.Fatal("the half is still there")
		}
	}
	stop()
	try(t, <-ended)
}
