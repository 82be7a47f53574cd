// Package servers gives tests real servers: a fresh PostgreSQL database in
// milliseconds, a Redis of the test's own, an S3 (versitygw), an identity provider. They listen where
// only this test can reach them and are gone after it.
//
// PostgreSQL runs once for a test program, in a directory that the next run
// takes over, or once for all programs when INVOER_TEST_POSTGRES names a server
// (make test does that). Nothing here knows the schema: a test hands in what
// makes it, so that the tests of package storage can be served too. A server
// that is not installed fails the test with the words that help; nothing is
// skipped.
package servers
