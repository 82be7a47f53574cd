package blobtest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage/blobs"
	"github.com/invoer/invoer/storage/storagetest/servers"
)

func TestDirectory(t *testing.T) {
	t.Parallel()
	Run(t, func(t *testing.T) Fixture {
		root := t.TempDir()
		d, err := blobs.OpenDirectory(root)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { wantNothingIncoming(t, filepath.Join(root, ".incoming")) })
		return Fixture{d, func(t *testing.T, key invoer.BlobKey, content []byte) {
			t.Helper()
			office, hash, _ := strings.Cut(string(key), "/")
			damageFile(t, filepath.Join(root, office, hash[:2], hash), content)
		}}
	})
}

func damageFile(t *testing.T, path string, content []byte) {
	t.Helper()
	var err error
	if content == nil {
		err = os.Remove(path)
	} else {
		err = os.WriteFile(path, content, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestS3(t *testing.T) {
	t.Parallel()
	server := servers.StartS3(t)
	client, err := minio.New(strings.TrimPrefix(server.Endpoint, "http://"), &minio.Options{
		Creds: credentials.NewStaticV4(server.AccessKey, server.SecretKey, ""), Region: server.Region,
	})
	if err != nil {
		t.Fatal(err)
	}
	Run(t, func(t *testing.T) Fixture {
		spool := t.TempDir()
		bucket := bucketName(t)
		s, err := blobs.OpenS3(t.Context(), blobs.S3Settings{
			Endpoint: server.Endpoint, Bucket: bucket, Region: server.Region,
			AccessKey: server.AccessKey, SecretKey: server.SecretKey, Spool: spool,
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { wantNothingIncoming(t, spool) })
		return Fixture{s, func(t *testing.T, key invoer.BlobKey, content []byte) {
			t.Helper()
			damageObject(t, client, bucket, string(key), content)
		}}
	})
}

// TestLockIsTried opens buckets that are said to lock, of a server without and
// of one with versions of objects: one bucket does, several do not.
func TestLockIsTried(t *testing.T) {
	t.Parallel()
	for name, start := range map[string]func(testing.TB) servers.S3{"without versions": servers.StartS3, "with versions": servers.StartS3WithVersions} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lockIsTried(t, start(t))
		})
	}
}

func lockIsTried(t *testing.T, server servers.S3) {
	t.Helper()
	client := bucketsOf(t, server)
	mode, days, unit := minio.Compliance, uint(1), minio.Days
	for name, c := range map[string]struct {
		prepare func(bucket string) error
		lies    bool // a server between us that lets everything be deleted
		says    string
	}{
		"plain": {func(bucket string) error {
			return client.MakeBucket(t.Context(), bucket, minio.MakeBucketOptions{})
		}, false, "no retention"},
		"missing": {func(string) error { return nil }, false, "no retention"},
		"no-default": {func(bucket string) error {
			return client.MakeBucket(t.Context(), bucket, minio.MakeBucketOptions{ObjectLocking: true})
		}, false, "no retention"},
		"locks": {func(bucket string) error {
			return errors.Join(client.MakeBucket(t.Context(), bucket, minio.MakeBucketOptions{ObjectLocking: true}),
				client.SetObjectLockConfig(t.Context(), bucket, &mode, &days, &unit))
		}, false, ""},
		"lies": {func(bucket string) error {
			return errors.Join(client.MakeBucket(t.Context(), bucket, minio.MakeBucketOptions{ObjectLocking: true}),
				client.SetObjectLockConfig(t.Context(), bucket, &mode, &days, &unit))
		}, true, "could be deleted"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := c.prepare(name); err != nil {
				t.Fatal(err)
			}
			endpoint := server.Endpoint
			if c.lies {
				endpoint = proxied(t, server, func(r *http.Response) error {
					if r.Request.Method == http.MethodDelete {
						r.StatusCode, r.Body = http.StatusNoContent, http.NoBody
					}
					return nil
				})
			}
			for range 2 { // the second start meets the trial object of the first
				_, err := blobs.OpenS3(t.Context(), blobs.S3Settings{
					Endpoint: endpoint, Bucket: name, Region: server.Region, AccessKey: server.AccessKey, SecretKey: server.SecretKey,
					Spool: t.TempDir(), Locked: true, Now: time.Now,
				})
				if c.says == "" && err != nil {
					t.Errorf("a bucket that locks: %v", err)
				}
				if c.says != "" && (!errors.Is(err, invoer.ErrInvalid) || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "--s3-lock")) {
					t.Errorf("%v, want invalid with %q and the flag", err, c.says)
				}
			}
		})
	}
}

// TestHiddenBlobIsMissing puts a delete marker over a blob in a bucket that
// locks: it is told as missing, and comes back with the marker's removal.
func TestHiddenBlobIsMissing(t *testing.T) {
	t.Parallel()
	server := servers.StartS3WithVersions(t)
	const bucket = "hidden"
	client := bucketsOf(t, server)
	mode, days, unit := minio.Compliance, uint(1), minio.Days
	if err := errors.Join(client.MakeBucket(t.Context(), bucket, minio.MakeBucketOptions{ObjectLocking: true}),
		client.SetObjectLockConfig(t.Context(), bucket, &mode, &days, &unit)); err != nil {
		t.Fatal(err)
	}
	s, err := blobs.OpenS3(t.Context(), blobs.S3Settings{
		Endpoint: server.Endpoint, Bucket: bucket, Region: server.Region, AccessKey: server.AccessKey, SecretKey: server.SecretKey,
		Spool: t.TempDir(), Locked: true, Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	stored, err := s.Write(t.Context(), "00000000-0000-4000-8000-000000000001", strings.NewReader("kept"), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	if err := client.RemoveObject(t.Context(), bucket, string(stored.Key), minio.RemoveObjectOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Stat(t.Context(), stored.Key); !errors.Is(err, invoer.ErrNotFound) {
		t.Errorf("a blob under a delete marker: %v, want not found", err)
	}
	for object := range client.ListObjects(t.Context(), bucket, minio.ListObjectsOptions{Prefix: string(stored.Key), Recursive: true, WithVersions: true}) {
		if object.Err != nil {
			t.Fatal(object.Err)
		}
		err := client.RemoveObject(t.Context(), bucket, object.Key, minio.RemoveObjectOptions{VersionID: object.VersionID})
		if object.IsDeleteMarker != (err == nil) {
			t.Errorf("version %s, a delete marker %v: deleting it gives %v, want that only markers go", object.VersionID, object.IsDeleteMarker, err)
		}
	}
	if found, err := s.Stat(t.Context(), stored.Key); err != nil || found.Size != int64(len("kept")) {
		t.Errorf("after the marker's removal: %d bytes, %v; want the blob", found.Size, err)
	}
}

// TestBlobsComeBack hides a blob and writes over another in a bucket with
// versions: both are found by their version and brought back, and a third whose
// bytes are in no version is not.
func TestBlobsComeBack(t *testing.T) {
	t.Parallel()
	server := servers.StartS3WithVersions(t)
	const bucket, office = "versions", "00000000-0000-4000-8000-000000000001"
	client := bucketsOf(t, server)
	if err := errors.Join(client.MakeBucket(t.Context(), bucket, minio.MakeBucketOptions{}), client.EnableVersioning(t.Context(), bucket)); err != nil {
		t.Fatal(err)
	}
	s, err := blobs.OpenS3(t.Context(), blobs.S3Settings{
		Endpoint: server.Endpoint, Bucket: bucket, Region: server.Region, AccessKey: server.AccessKey, SecretKey: server.SecretKey, Spool: t.TempDir(),
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		harm func(key string) error
		back bool
	}{
		"hidden": {func(key string) error {
			return client.RemoveObject(t.Context(), bucket, key, minio.RemoveObjectOptions{})
		}, true},
		"written over": {func(key string) error {
			for range 2 {
				if _, err := client.PutObject(t.Context(), bucket, key, strings.NewReader("else"), 4, minio.PutObjectOptions{}); err != nil {
					return err
				}
			}
			return nil
		}, true},
		"hidden and its version removed": {func(key string) error {
			for object := range client.ListObjects(t.Context(), bucket, minio.ListObjectsOptions{Prefix: key, Recursive: true, WithVersions: true}) {
				if err := client.RemoveObject(t.Context(), bucket, key, minio.RemoveObjectOptions{VersionID: object.VersionID}); err != nil {
					return err
				}
			}
			return nil
		}, false},
	} {
		stored, err := s.Write(t.Context(), office, strings.NewReader("kept as "+name), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.harm(string(stored.Key)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if _, wrong := blobs.FaultOf(s.Verify(t.Context(), stored.Key, blobs.SHA256, stored.SHA256, stored.Size)); !wrong {
			t.Errorf("%s: no fault is found", name)
		}
		back, err := s.Restore(t.Context(), stored.Key, blobs.SHA256, stored.SHA256, stored.Size)
		if back != c.back || err != nil {
			t.Errorf("%s: brought back %v, %v; want %v", name, back, err, c.back)
		}
		if err := s.Verify(t.Context(), stored.Key, blobs.SHA256, stored.SHA256, stored.Size); (err == nil) != c.back {
			t.Errorf("%s: afterwards %v", name, err)
		}
	}
}

// bucketsOf speaks to a server as one who has a bucket there.
func bucketsOf(t *testing.T, server servers.S3) *minio.Client {
	t.Helper()
	client, err := minio.New(strings.TrimPrefix(server.Endpoint, "http://"), &minio.Options{
		Creds: credentials.NewStaticV4(server.AccessKey, server.SecretKey, ""), Region: server.Region,
	})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// proxied is the address of a server that hands everything on and changes
// answers.
func proxied(t *testing.T, server servers.S3, change func(*http.Response) error) string {
	t.Helper()
	behind, err := url.Parse(server.Endpoint)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httptest.NewServer(&httputil.ReverseProxy{
		Rewrite:        func(r *httputil.ProxyRequest) { r.SetURL(behind); r.Out.Host = r.In.Host }, // the host is signed
		ModifyResponse: change, FlushInterval: -1,
	})
	t.Cleanup(proxy.Close)
	return proxy.URL
}

// TestS3ThatHangs reads through a server that stands still in the middle of a
// blob: the server is away, the blob has no fault.
func TestS3ThatHangs(t *testing.T) {
	t.Parallel()
	server := servers.StartS3(t)
	over := make(chan struct{})
	address := proxied(t, server, func(r *http.Response) error {
		if r.Request.Method == http.MethodGet && r.Header.Get("Etag") != "" {
			r.Body = hanging{io.LimitReader(r.Body, 1000), over, r.Body}
		}
		return nil
	})
	t.Cleanup(func() { close(over) })
	s, err := blobs.OpenS3(t.Context(), blobs.S3Settings{
		Endpoint: address, Bucket: "hangs", Region: server.Region, AccessKey: server.AccessKey, SecretKey: server.SecretKey, Spool: t.TempDir(),
	})
	if err != nil {
		t.Fatal(err)
	}
	stored, err := s.Write(t.Context(), "00000000-0000-4000-8000-000000000001", strings.NewReader(strings.Repeat("x", 5000)), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	blob, err := s.Get(ctx, stored.Key)
	if err == nil {
		defer blob.Close()
		_, err = io.ReadAll(blob)
	}
	if !errors.Is(err, invoer.ErrUnavailable) {
		t.Errorf("reading a blob of a server that hangs: %v, want unavailable", err)
	}
}

// A hanging body gives a beginning, and then nothing until the test is over.
type hanging struct {
	begin io.Reader
	over  <-chan struct{}
	io.Closer
}

func (h hanging) Read(b []byte) (int, error) {
	n, err := h.begin.Read(b)
	if err != nil {
		<-h.over
	}
	return n, err
}

// bucketName is the test's own: 3 to 63 small letters, digits and hyphens.
func bucketName(t *testing.T) string {
	name := strings.ToLower(strings.NewReplacer("/", "-", "_", "-", "'", "").Replace(t.Name()))
	return name[:min(len(name), 63)]
}

func damageObject(t *testing.T, client *minio.Client, bucket, key string, content []byte) {
	t.Helper()
	var err error
	if content == nil {
		err = client.RemoveObject(t.Context(), bucket, key, minio.RemoveObjectOptions{})
	} else {
		_, err = client.PutObject(t.Context(), bucket, key, bytes.NewReader(content), int64(len(content)), minio.PutObjectOptions{})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// wantNothingIncoming holds after every test, whatever went wrong in it.
func wantNothingIncoming(t *testing.T, dir string) {
	t.Helper()
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("files of incoming blobs after the test: got %v, %v, want none", left, err)
	}
}
