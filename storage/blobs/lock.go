package blobs

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"

	"github.com/invoer/invoer"
)

// probes is where trial objects lie: no office's identifier begins so.
const probes = ".lock-probe/"

// probeRetention is for how long one is locked. It is explicit, and does not
// last as long as what the bucket gives by itself.
const probeRetention = time.Minute

// tryLock proves that the bucket keeps what is in it: that it gives new objects
// a retention by itself, and that a trial object, by its version, can not be
// deleted. A bucket that only says so is an invoer.ErrInvalid; it would be worse
// than none that locks.
func (s *S3) tryLock(ctx context.Context, now time.Time) error {
	enabled, mode, _, _, err := s.client.GetObjectLockConfig(ctx, s.bucket)
	if denied(err) {
		return s.notLocked("its lock may not be asked for", "allow GetBucketObjectLockConfiguration")
	}
	if err != nil && minio.ToErrorResponse(err).Code != "ObjectLockConfigurationNotFoundError" {
		return fmt.Errorf("%w: S3 bucket %q: its lock: %w", invoer.ErrUnavailable, s.bucket, err)
	}
	if err != nil || enabled != "Enabled" || mode == nil || *mode == "" {
		return s.notLocked("it gives new objects no retention", "set object lock with a default retention on it")
	}
	return s.probe(ctx, *mode, now.Add(probeRetention))
}

func (s *S3) notLocked(what, want string) error {
	return fmt.Errorf("%w: S3 bucket %q is said to lock (--s3-lock, INVOER_S3_LOCK): %s; %s", invoer.ErrInvalid, s.bucket, what, want)
}

// probe writes an object and tries to delete it.
func (s *S3) probe(ctx context.Context, mode minio.RetentionMode, until time.Time) error {
	s.removeProbes(ctx)
	made, err := s.client.PutObject(ctx, s.bucket, probes+rand.Text(), strings.NewReader("x"), 1,
		minio.PutObjectOptions{Mode: mode, RetainUntilDate: until.UTC().Truncate(time.Second)})
	if err != nil {
		return fmt.Errorf("%w: S3 bucket %q: trial object: %w", invoer.ErrUnavailable, s.bucket, err)
	}
	err = s.client.RemoveObject(ctx, s.bucket, made.Key, minio.RemoveObjectOptions{VersionID: made.VersionID})
	if err == nil {
		return s.notLocked("a trial object could be deleted", "ask who runs the server")
	}
	if !denied(err) {
		return fmt.Errorf("%w: S3 bucket %q: deleting a trial object: %w", invoer.ErrUnavailable, s.bucket, err)
	}
	return nil
}

// removeProbes removes trial objects of earlier starts. What cannot be removed
// now is tried again at the next start.
func (s *S3) removeProbes(ctx context.Context) {
	for object := range s.client.ListObjects(ctx, s.bucket, minio.ListObjectsOptions{Prefix: probes, Recursive: true, WithVersions: true}) {
		if object.Err != nil {
			return
		}
		_ = s.client.RemoveObject(ctx, s.bucket, object.Key, minio.RemoveObjectOptions{VersionID: object.VersionID})
	}
}

func denied(err error) bool {
	return err != nil && minio.ToErrorResponse(err).StatusCode == http.StatusForbidden
}
