package storage

import "errors"

var errSoon = errors.New("not built")
