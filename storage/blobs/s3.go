package blobs

import (
	"context"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/invoer/invoer"
)

// S3Settings say which bucket, and who we are there.
type S3Settings struct {
	Endpoint  string // http://host:port or https://host
	Bucket    string
	Region    string // empty: the server's own
	AccessKey string
	SecretKey string
	Spool     string // local directory for bytes on their way in; it must have room for the largest upload

	// Locked says that the bucket keeps what is in it, by a default retention.
	// That is tried when it is opened, at the time that Now gives.
	Locked bool
	Now    func() time.Time
}

// An S3 keeps blobs as objects of a bucket, office/sha256.
type S3 struct {
	client *minio.Client
	bucket string
	spool  string
}

// OpenS3 connects to the server and makes the bucket if it is missing. A server
// that does not answer or does not let us in is an invoer.ErrUnavailable, a
// setting with a mistake an invoer.ErrInvalid.
func OpenS3(ctx context.Context, settings S3Settings) (*S3, error) {
	address, err := url.Parse(settings.Endpoint)
	if err != nil || address.Host == "" || (address.Scheme != "http" && address.Scheme != "https") {
		return nil, fmt.Errorf("%w: S3 endpoint %q: want http://host:port or https://host", invoer.ErrInvalid, settings.Endpoint)
	}
	client, err := minio.New(address.Host, &minio.Options{
		Creds:  credentials.NewStaticV4(settings.AccessKey, settings.SecretKey, ""),
		Secure: address.Scheme == "https",
		Region: settings.Region,
	})
	if err != nil {
		return nil, fmt.Errorf("%w: S3 endpoint %q: %w", invoer.ErrInvalid, settings.Endpoint, err)
	}
	if err := os.MkdirAll(settings.Spool, 0o700); err != nil {
		return nil, noRoom(fmt.Errorf("directory for incoming blobs: %w", err))
	}
	s := &S3{client: client, bucket: settings.Bucket, spool: settings.Spool}
	if err := s.makeBucket(ctx, settings.Region); err != nil || !settings.Locked {
		return s, err
	}
	return s, s.tryLock(ctx, settings.Now())
}

func (s *S3) makeBucket(ctx context.Context, region string) error {
	there, err := s.client.BucketExists(ctx, s.bucket)
	if err == nil && !there {
		err = s.client.MakeBucket(ctx, s.bucket, minio.MakeBucketOptions{Region: region})
		if code := minio.ToErrorResponse(err).Code; code == "BucketAlreadyOwnedByYou" {
			return nil // another of our processes was faster
		}
	}
	if err != nil {
		return fmt.Errorf("%w: S3 bucket %q: %w", invoer.ErrUnavailable, s.bucket, err)
	}
	return nil
}

// Write stores what r gives, at most limit bytes, under the key that its
// content has. A longer stream is an invoer.CodeTooLarge. The bytes go to a
// local file first, because the key is known only at their end.
func (s *S3) Write(ctx context.Context, office invoer.OfficeID, r io.Reader, limit int64) (Stored, error) {
	in, err := receive(ctx, s.spool, r, limit)
	if err != nil {
		return Stored{}, fmt.Errorf("storing a blob: %w", err)
	}
	defer in.discard()
	key, err := Key(office, in.sha256)
	if err != nil {
		return Stored{}, err
	}
	if err := s.send(ctx, in, key); err != nil {
		return Stored{}, fmt.Errorf("storing blob %s: %w", key, err)
	}
	return Stored{Key: key, Size: in.size, SHA256: in.sha256}, nil
}

// Put stores the size bytes of r under key and refuses others (invoer.ErrInvalid).
func (s *S3) Put(ctx context.Context, key invoer.BlobKey, r io.Reader, size int64) error {
	if err := checkKey(key); err != nil {
		return err
	}
	in, err := receive(ctx, s.spool, r, max(size, 1))
	if err != nil {
		return fmt.Errorf("storing blob %s: %w", key, err)
	}
	defer in.discard()
	if err := in.expect(key, size); err != nil {
		return err
	}
	if err := s.send(ctx, in, key); err != nil {
		return fmt.Errorf("storing blob %s: %w", key, err)
	}
	return nil
}

// send uploads a spooled file unless its blob is there and sound, and reads
// back the size that the server now has.
func (s *S3) send(ctx context.Context, in *spool, key invoer.BlobKey) error {
	err := s.Verify(ctx, key, SHA256, in.sha256, in.size)
	if _, absent := FaultOf(err); !absent {
		return err
	}
	if _, err := in.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if err := s.put(ctx, key, in.file, in.size); err != nil {
		return err
	}
	info, err := s.Stat(ctx, key)
	if err != nil {
		return err
	}
	if info.Size != in.size {
		return fmt.Errorf("%w: the server kept %d of %d bytes", invoer.ErrUnavailable, info.Size, in.size)
	}
	return nil
}

// put uploads size bytes. The size is always known: with an unknown one the
// client library takes half a gigabyte of memory for a few bytes, and cuts long
// streams silently (minio-go #1478).
func (s *S3) put(ctx context.Context, key invoer.BlobKey, r io.Reader, size int64) error {
	if size < 0 {
		return fmt.Errorf("%w: blob %s has an unknown size", invoer.ErrInvalid, key)
	}
	_, err := s.client.PutObject(ctx, s.bucket, string(key), r, size, minio.PutObjectOptions{
		ContentType: "application/octet-stream",
		NumThreads:  1, // one part at a time: flat memory with many uploads at once
	})
	if err != nil {
		return s.kind(key, err)
	}
	return nil
}

// kind maps the server's answer to our kinds. Whatever is not known is a
// server that may do better later.
func (s *S3) kind(key invoer.BlobKey, err error) error {
	answer := minio.ToErrorResponse(err)
	if answer.StatusCode == http.StatusNotFound && answer.Code != "NoSuchBucket" {
		return fmt.Errorf("%w: blob %s", invoer.ErrNotFound, key)
	}
	return fmt.Errorf("%w: S3 bucket %q: blob %s: %w", invoer.ErrUnavailable, s.bucket, key, err)
}

// Get opens a blob. A missing one is an invoer.ErrNotFound.
func (s *S3) Get(ctx context.Context, key invoer.BlobKey) (io.ReadSeekCloser, error) {
	if err := checkKey(key); err != nil {
		return nil, err
	}
	object, err := s.client.GetObject(ctx, s.bucket, string(key), minio.GetObjectOptions{})
	if err != nil {
		return nil, s.kind(key, err)
	}
	if _, err := object.Stat(); err != nil {
		object.Close()
		return nil, s.kind(key, err)
	}
	return reader{object, s, key}, nil
}

// A reader reads an object. What breaks off on the way, or does not come in
// time, is the server's fault and never the blob's.
type reader struct {
	*minio.Object
	s   *S3
	key invoer.BlobKey
}

func (r reader) Read(b []byte) (int, error) {
	n, err := r.Object.Read(b)
	if err != nil && err != io.EOF {
		err = r.s.kind(r.key, err)
	}
	return n, err
}

// Stat tells a blob's size without reading it. A missing one is an
// invoer.ErrNotFound.
func (s *S3) Stat(ctx context.Context, key invoer.BlobKey) (Info, error) {
	if err := checkKey(key); err != nil {
		return Info{}, err
	}
	info, err := s.client.StatObject(ctx, s.bucket, string(key), minio.StatObjectOptions{})
	if err != nil {
		return Info{}, s.kind(key, err)
	}
	return Info{Key: key, Size: info.Size, Modified: info.LastModified}, nil
}

// List gives the blobs of an office, or of all when office is empty, in no
// certain order. An error ends the list.
func (s *S3) List(ctx context.Context, office invoer.OfficeID) iter.Seq2[Info, error] {
	options := minio.ListObjectsOptions{Prefix: officePrefix(office), Recursive: true}
	return func(yield func(Info, error) bool) {
		for object := range s.client.ListObjectsIter(ctx, s.bucket, options) {
			if object.Err != nil {
				yield(Info{}, fmt.Errorf("%w: listing S3 bucket %q: %w", invoer.ErrUnavailable, s.bucket, object.Err))
				return
			}
			key := invoer.BlobKey(object.Key)
			if checkKey(key) == nil && !yield(Info{Key: key, Size: object.Size, Modified: object.LastModified}, nil) {
				return
			}
		}
	}
}

// Verify reads a blob back and compares it with what its row says: nil when
// they agree, a *Fault when not. An algorithm that this program does not know
// is an invoer.ErrUnavailable, never a fault.
func (s *S3) Verify(ctx context.Context, key invoer.BlobKey, algorithm, hash string, size int64) error {
	return verify(ctx, s, key, algorithm, hash, size)
}
