package blobs

import (
	"context"
	"fmt"
	"time"

	"github.com/minio/minio-go/v7"

	"github.com/invoer/invoer"
)

// Halves tells how many blobs came in by half before then: crashes left them, on
// this machine or as uploads that the server still keeps the parts of. No list of
// objects shows those.
func (s *S3) Halves(ctx context.Context, before time.Time) (int, error) {
	local, err := halves(s.spool, before)
	if err != nil {
		return 0, err
	}
	begun, err := s.begun(ctx, before)
	return len(local) + len(begun), err
}

// Sweep removes what crashes left of incoming blobs before then, and tells how many
// it were. A day ago is a safe time: no upload takes as long.
func (s *S3) Sweep(ctx context.Context, before time.Time) (removed int, err error) {
	if removed, err = sweep(s.spool, before); err != nil {
		return removed, err
	}
	begun, err := s.begun(ctx, before)
	if err != nil {
		return removed, err
	}
	for _, upload := range begun {
		err := minio.Core{Client: s.client}.AbortMultipartUpload(ctx, s.bucket, upload.Key, upload.UploadID)
		if err != nil && minio.ToErrorResponse(err).Code != "NoSuchUpload" {
			return removed, s.kind(invoer.BlobKey(upload.Key), err)
		}
		removed++
	}
	return removed, nil
}

// begun are the uploads of blobs that were begun before then and never ended.
func (s *S3) begun(ctx context.Context, before time.Time) ([]minio.ObjectMultipartInfo, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // the list ends when its reader leaves
	var begun []minio.ObjectMultipartInfo
	for upload := range s.client.ListIncompleteUploads(ctx, s.bucket, "", true) {
		if upload.Err != nil {
			return nil, fmt.Errorf("%w: uploads to S3 bucket %q: %w", invoer.ErrUnavailable, s.bucket, upload.Err)
		}
		if checkKey(invoer.BlobKey(upload.Key)) == nil && upload.Initiated.Before(before) {
			begun = append(begun, upload)
		}
	}
	return begun, nil
}

// Delete removes a blob that no row names, with all its versions: one that only is
// hidden is still there, and paid for. A missing one is no error. One that a lock
// keeps, or whose versions may not be removed, is an invoer.ErrForbidden.
func (s *S3) Delete(ctx context.Context, key invoer.BlobKey) error {
	if err := checkKey(key); err != nil {
		return err
	}
	versions, err := s.versions(ctx, key)
	if err != nil {
		return err
	}
	for _, version := range versions {
		err := s.client.RemoveObject(ctx, s.bucket, string(key), minio.RemoveObjectOptions{VersionID: version})
		if denied(err) {
			return fmt.Errorf("%w: removing blob %s for good: %w", invoer.ErrForbidden, key, err)
		}
		if err != nil {
			return s.kind(key, err)
		}
	}
	return nil
}

// versions are those of a blob, and the markers that hide them; of a server or a
// bucket without versions the one that there is.
func (s *S3) versions(ctx context.Context, key invoer.BlobKey) (versions []string, err error) {
	options := minio.ListObjectsOptions{Prefix: string(key), Recursive: true, WithVersions: true}
	for version := range s.client.ListObjectsIter(ctx, s.bucket, options) {
		if denied(version.Err) {
			return nil, fmt.Errorf("%w: versions of blob %s: %w", invoer.ErrForbidden, key, version.Err)
		}
		if version.Err != nil {
			return nil, fmt.Errorf("%w: versions of blob %s: %w", invoer.ErrUnavailable, key, version.Err)
		}
		if version.Key == string(key) {
			versions = append(versions, version.VersionID)
		}
	}
	return versions, nil
}
