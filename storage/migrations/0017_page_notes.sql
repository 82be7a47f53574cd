-- +goose Up
-- What a person should know of how a page was read, as that it was read at a
-- lower resolution: rules of findings, which go to its document when that is made.
alter table pages add column notes text[] not null default '{}';
