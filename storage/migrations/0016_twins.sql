-- +goose Up
-- What documents of a client are compared by when one comes in.
create index documents_by_number on documents (office_id, client_id, number) where number <> '';
create index documents_by_total on documents (office_id, client_id, total) where total is not null;
create index documents_by_day on documents (office_id, client_id, issued) where issued is not null;
