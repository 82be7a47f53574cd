-- Whether every field of a document was read surely and nothing was found, so that
-- lists can count what is approved together.

-- +goose Up
alter table documents add column every_sure boolean not null default false;
create or replace view documents_found as
    select id, office_id, client_id, delivery_id, file_id, kind, language, status, stage, run, version, received, held,
           supplier, supplier_vat, number, issued, due, total, currency, sure, findings, words, joined_to, owed, every_sure
    from documents where office_id = (select invoer_my_office())
        and ((select invoer_wide()) or client_id = (select invoer_my_client()));

-- Of what was read before, those whose values, of whatever field, are all sure.
update documents d set every_sure = true from invoices i
    where i.document_id = d.id and d.status = 'read' and d.sure >= 95 and d.findings = 0
      and d.supplier <> '' and d.issued is not null and d.total is not null
      and not jsonb_path_exists(i.invoice, '$.**.confidence ? (@ > 0 && @ < 85)');
