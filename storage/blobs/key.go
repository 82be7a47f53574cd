package blobs

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/invoer/invoer"
)

// A key is also a path in a directory, so its shape is strict: no dots, no
// second slash, nothing that a file system takes for something else.
var keyPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}/[0-9a-f]{64}$`)

// Key names the content with this SHA-256 (64 hexadecimal digits) that belongs
// to an office.
func Key(office invoer.OfficeID, sha256 string) (invoer.BlobKey, error) {
	key := invoer.BlobKey(string(office) + "/" + sha256)
	return key, checkKey(key)
}

func checkKey(key invoer.BlobKey) error {
	if !keyPattern.MatchString(string(key)) {
		return fmt.Errorf("%w: blob key %q: want office/sha256", invoer.ErrInvalid, key)
	}
	return nil
}

// ContentOf is the SHA-256 that a key promises, in hexadecimal digits.
func ContentOf(key invoer.BlobKey) string { return path.Base(string(key)) }

// officePrefix turns an office into the prefix of its keys; no office is all.
func officePrefix(office invoer.OfficeID) string {
	if office == "" {
		return ""
	}
	return strings.TrimSuffix(string(office), "/") + "/"
}
