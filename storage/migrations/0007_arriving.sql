-- +goose Up
-- Files that are on their way and are no documents yet, for the lists of people.
create index files_arriving on files (office_id) where stage in ('open', 'reading', 'split');
