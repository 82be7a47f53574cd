package blobs

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/minio/minio-go/v7"

	"github.com/invoer/invoer"
)

// Restore brings a blob back that a delete marker hides or other bytes lie
// over: the newest version that has the bytes of its row becomes the current
// one again. False means that no version has them, as in a bucket without
// versions. The versions of a key are found by the key, so rows hold none.
func (s *S3) Restore(ctx context.Context, key invoer.BlobKey, algorithm, hash string, size int64) (bool, error) {
	if err := checkKey(key); err != nil {
		return false, err
	}
	var markers []string
	options := minio.ListObjectsOptions{Prefix: string(key), Recursive: true, WithVersions: true}
	for version := range s.client.ListObjectsIter(ctx, s.bucket, options) {
		if version.Err != nil {
			return false, fmt.Errorf("%w: versions of blob %s: %w", invoer.ErrUnavailable, key, version.Err)
		}
		if version.Key != string(key) {
			continue
		}
		if version.IsDeleteMarker {
			markers = append(markers, version.VersionID)
		}
		if version.IsDeleteMarker || version.Size != size {
			continue
		}
		sound, err := s.sound(ctx, key, version.VersionID, algorithm, hash)
		if err != nil {
			return false, err
		}
		if sound {
			return true, s.bringBack(ctx, key, markers, version.VersionID, algorithm, hash, size)
		}
	}
	return false, nil
}

// sound tells whether a version has the bytes that a row names.
func (s *S3) sound(ctx context.Context, key invoer.BlobKey, version, algorithm, want string) (bool, error) {
	newHash := algorithms[algorithm]
	if newHash == nil {
		return false, nil
	}
	object, err := s.client.GetObject(ctx, s.bucket, string(key), minio.GetObjectOptions{VersionID: version})
	if err != nil {
		return false, s.kind(key, err)
	}
	defer object.Close()
	h := newHash()
	_, err = io.Copy(h, &patient{ctx, reader{object, s, key}})
	if errors.Is(err, invoer.ErrNotFound) {
		return false, nil // it went meanwhile
	}
	return hex.EncodeToString(h.Sum(nil)) == want, err
}

// bringBack takes away the delete markers that lie over a version and, where
// that does not help, writes it again on top. To copy an object onto itself is
// taken by some servers for a change of its headers only, and writing over a
// marker leaves it hidden with others.
func (s *S3) bringBack(ctx context.Context, key invoer.BlobKey, markers []string, version, algorithm, hash string, size int64) error {
	for _, marker := range markers {
		// A key that may not remove markers may still write.
		_ = s.client.RemoveObject(ctx, s.bucket, string(key), minio.RemoveObjectOptions{VersionID: marker})
	}
	if err := s.Verify(ctx, key, algorithm, hash, size); err == nil {
		return nil
	}
	object, err := s.client.GetObject(ctx, s.bucket, string(key), minio.GetObjectOptions{VersionID: version})
	if err != nil {
		return s.kind(key, err)
	}
	defer object.Close()
	if err := s.put(ctx, key, object, size); err != nil {
		return err
	}
	return s.Verify(ctx, key, algorithm, hash, size)
}
