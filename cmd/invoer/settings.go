package main

import (
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/invoer/invoer"
	"github.com/invoer/invoer/pipeline"
)

// A settings struct holds the flags that say where things are: those of every
// command that works on an office's data. Each flag is also read from the
// environment, as INVOER_ and its name in capitals.
type settings struct {
	Data string `default:"./var" type:"path" help:"Directory for all that this machine keeps."`

	Database      string `placeholder:"URL" help:"PostgreSQL 15 or newer, as a role that owns nothing. Without it a private server runs under the data directory."`
	DatabaseOwner string `placeholder:"URL" help:"The same database as the role that owns the schema; migrations need it."`
	Redis         string `placeholder:"URL" help:"Redis 6 or newer or Valkey: redis://, rediss://, redis-sentinel:// or redis-cluster://. Without it a private server runs under the data directory."`

	S3Endpoint  string `name:"s3-endpoint" env:"INVOER_S3_ENDPOINT" placeholder:"URL" help:"S3 server for originals and archive, http:// or https://. Without it they lie in a directory."`
	S3Bucket    string `name:"s3-bucket" env:"INVOER_S3_BUCKET" help:"Its bucket."`
	S3Region    string `name:"s3-region" env:"INVOER_S3_REGION" default:"us-east-1" help:"Its region."`
	S3AccessKey string `name:"s3-access-key" env:"INVOER_S3_ACCESS_KEY" help:"Its access key."`
	S3SecretKey string `name:"s3-secret-key" env:"INVOER_S3_SECRET_KEY" help:"Its secret key."`
	S3Lock      bool   `name:"s3-lock" env:"INVOER_S3_LOCK" help:"The bucket has object lock with a default retention. That is tried at every start, and what does not lock is refused."`
}

// secrets are the flags whose values are never shown.
var secrets = []string{"s3-secret-key", "s3-access-key", "token", "password", "imap", "mail-relay-user", "mail-relay-password"}

// Validate refuses settings that contradict themselves, by the name of the one
// to mend.
func (s settings) Validate() error {
	if s.Data == "" {
		return fmt.Errorf("%w: --data (INVOER_DATA) is empty, want a directory, as ./var", invoer.ErrInvalid)
	}
	if err := addressOf("database", "INVOER_DATABASE", s.Database, "postgres", "postgresql"); err != nil {
		return err
	}
	if err := addressOf("database-owner", "INVOER_DATABASE_OWNER", s.DatabaseOwner, "postgres", "postgresql"); err != nil {
		return err
	}
	if s.Redis != "" {
		if _, err := pipeline.ParseRedis(s.Redis); err != nil {
			return fmt.Errorf("--redis (INVOER_REDIS): %w", err)
		}
	}
	if err := addressOf("s3-endpoint", "INVOER_S3_ENDPOINT", s.S3Endpoint, "http", "https"); err != nil {
		return err
	}
	if s.S3Endpoint == "" {
		return nil
	}
	for name, value := range map[string]string{"s3-bucket": s.S3Bucket, "s3-access-key": s.S3AccessKey, "s3-secret-key": s.S3SecretKey} {
		if value == "" {
			return fmt.Errorf("%w: --%s (%s) is empty, want a value beside --s3-endpoint", invoer.ErrInvalid, name, environmentName(name))
		}
	}
	return nil
}

func environmentName(flag string) string {
	return "INVOER_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// addressOf refuses a value that is no URL of one of the schemes. The value
// itself may hold a password and is not repeated.
func addressOf(flag, env, value string, schemes ...string) error {
	if value == "" {
		return nil
	}
	u, err := url.Parse(value)
	if err != nil || !slices.Contains(schemes, u.Scheme) {
		return fmt.Errorf("%w: --%s (%s), want an address that starts with %s://", invoer.ErrInvalid, flag, env, strings.Join(schemes, ":// or "))
	}
	return nil
}

// firstStartPath is the mark of a first start that is not done.
func (s settings) firstStartPath() string { return filepath.Join(s.Data, "first-start.json") }

func (s settings) accessPath() string { return filepath.Join(s.Data, "access.json") }
