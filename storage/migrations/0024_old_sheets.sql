-- +goose Up
-- Runs of separator sheets in a file that were to be used until a day before it came.
alter table files add column old_sheets jsonb not null default '{}'; -- that day by run
