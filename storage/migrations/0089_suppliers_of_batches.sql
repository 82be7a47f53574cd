-- Which supplier of the package each document of a batch is of, so that a batch that
-- is confirmed tells which suppliers the package has; and suppliers are found by
-- their VAT number without reading all of a client's.

-- +goose Up
alter table batch_documents add column supplier text not null default '';
create index books_suppliers_by_vat on books (client_id, (data ->> 'vat')) where kind = 'supplier';
