package blobtest

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/storage/blobs"
	"github.com/invoer/invoer/storage/storagetest/servers"
)

// TestHalvesOfS3 leaves what a killed process does: a file on this machine, and an
// upload whose first part the server has. Both are told and removed once they are
// old, and a blob that is there stays.
func TestHalvesOfS3(t *testing.T) {
	t.Parallel()
	server, bucket, spool := servers.StartS3(t), bucketName(t), t.TempDir()
	s := openS3(t, server, bucket, spool)
	kept := write(t, s, office, []byte("kept"))
	core := minio.Core{Client: bucketsOf(t, server)}
	key := string(office) + "/" + hash([]byte("a large one"))
	upload, err := core.NewMultipartUpload(t.Context(), bucket, key, minio.PutObjectOptions{})
	if err != nil {
		t.Fatal(err)
	}
	part := make([]byte, 5<<20)
	if _, err := core.PutObjectPart(t.Context(), bucket, key, upload, 1, bytes.NewReader(part), int64(len(part)), minio.PutObjectPartOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(spool, "incoming-1"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		before time.Time
		halves int
	}{{time.Now().Add(-time.Hour), 0}, {time.Now().Add(time.Hour), 2}, {time.Now().Add(time.Hour), 0}} {
		n, err := s.Halves(t.Context(), c.before)
		if n != c.halves || err != nil {
			t.Errorf("%d halves, %v; want %d", n, err, c.halves)
		}
		if n, err = s.Sweep(t.Context(), c.before); n != c.halves || err != nil {
			t.Errorf("%d removed, %v; want %d", n, err, c.halves)
		}
	}
	wantKeys(t, s, office, kept.Key)
}

// TestDeleteIsForGood removes a blob of a bucket with versions, and of one that
// locks: nothing of the first is left, and of the second it is said that it stays.
func TestDeleteIsForGood(t *testing.T) {
	t.Parallel()
	server := servers.StartS3WithVersions(t)
	client := bucketsOf(t, server)
	mode, days, unit := minio.Compliance, uint(1), minio.Days
	for bucket, c := range map[string]struct {
		prepare func(bucket string) error
		left    int
		kind    error
	}{
		"versions": {func(bucket string) error {
			return errors.Join(client.MakeBucket(t.Context(), bucket, minio.MakeBucketOptions{}), client.EnableVersioning(t.Context(), bucket))
		}, 0, nil},
		"locks": {func(bucket string) error {
			return errors.Join(client.MakeBucket(t.Context(), bucket, minio.MakeBucketOptions{ObjectLocking: true}),
				client.SetObjectLockConfig(t.Context(), bucket, &mode, &days, &unit))
		}, 1, invoer.ErrForbidden},
	} {
		if err := c.prepare(bucket); err != nil {
			t.Fatal(err)
		}
		s := openS3(t, server, bucket, t.TempDir())
		orphan := write(t, s, office, []byte("an orphan"))
		if err := s.Delete(t.Context(), orphan.Key); !errors.Is(err, c.kind) || c.kind == nil && err != nil {
			t.Errorf("%s: removing: %v, want %v", bucket, err, c.kind)
		}
		left := 0
		for object := range client.ListObjects(t.Context(), bucket, minio.ListObjectsOptions{Prefix: string(office), Recursive: true, WithVersions: true}) {
			if object.Err != nil {
				t.Fatal(object.Err)
			}
			left++
		}
		if left != c.left {
			t.Errorf("%s: %d versions and markers are left, want %d", bucket, left, c.left)
		}
	}
}

func openS3(t *testing.T, server servers.S3, bucket, spool string) *blobs.S3 {
	t.Helper()
	s, err := blobs.OpenS3(t.Context(), blobs.S3Settings{
		Endpoint: server.Endpoint, Bucket: strings.ToLower(bucket), Region: server.Region,
		AccessKey: server.AccessKey, SecretKey: server.SecretKey, Spool: spool,
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
