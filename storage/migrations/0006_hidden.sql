-- +goose Up
-- Words of a page's text layer that nobody can see: they are kept beside those
-- that were read, so that an account which only a program would see is found.
alter table pages add column hidden bytea; -- packed []invoer.Word; null where there are none
