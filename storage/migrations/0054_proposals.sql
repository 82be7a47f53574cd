-- +goose Up
-- From which amounts on a fixed asset, and a cost of later book years, are
-- proposed; in cents of euro, 0: never.
alter table offices
    add column asset_from bigint not null default 0 check (asset_from >= 0),
    add column later_from bigint not null default 25000 check (later_from >= 0);

-- The documents of a supplier at a client, for credit notes and final invoices.
create index documents_by_client_supplier on documents (client_id, supplier_vat, issued);
