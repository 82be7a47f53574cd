// Package storagetest gives tests a fresh store: a migrated PostgreSQL database
// of their own, made in milliseconds and dropped afterwards. Servers other than
// that come from its folder servers, which the tests of package storage itself
// use as well.
package storagetest

import (
	"testing"

	"github.com/invoer/invoer/storage"
	"github.com/invoer/invoer/storage/storagetest/servers"
)

// Open gives t a store that nobody else has.
func Open(t testing.TB) *storage.Store {
	t.Helper()
	store, _ := OpenDatabase(t)
	return store
}

// OpenDatabase is Open for tests that also connect by themselves.
func OpenDatabase(t testing.TB) (*storage.Store, servers.Database) {
	t.Helper()
	db := servers.OpenDatabase(t, storage.Migrate)
	store, err := storage.Open(t.Context(), storage.Settings{URL: db.URL})
	if err != nil {
		t.Fatalf("opening the test's database: %v", err)
	}
	t.Cleanup(store.Close)
	return store, db
}

// Redis gives t a Redis that nobody else has.
func Redis(t testing.TB) *servers.Redis {
	t.Helper()
	return servers.StartRedis(t)
}

// S3 gives t an object store that nobody else has.
func S3(t testing.TB) servers.S3 {
	t.Helper()
	return servers.StartS3(t)
}
