-- What a document says is still to be paid, so that lists can say that it was paid:
-- cents, null where it does not say and for what was read before.

-- +goose Up
alter table documents add column owed bigint;
create or replace view documents_found as
    select id, office_id, client_id, delivery_id, file_id, kind, language, status, stage, run, version, received, held,
           supplier, supplier_vat, number, issued, due, total, currency, sure, findings, words, joined_to, owed
    from documents where office_id = (select invoer_my_office())
        and ((select invoer_wide()) or client_id = (select invoer_my_client()));
