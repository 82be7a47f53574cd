package blobtest

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

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
