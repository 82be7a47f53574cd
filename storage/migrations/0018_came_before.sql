-- +goose Up
-- What comes again is looked for by its bytes and its key, and among the
-- pictures of e-invoices too. The unique indexes of deliveries do not serve:
-- row level security keeps their coalesce() out of a search.
create index deliveries_by_bytes on deliveries (office_id, bytes);
create index deliveries_by_key on deliveries (office_id, key) where key is not null;
create index files_by_picture on files (office_id, picture) where picture <> '';
