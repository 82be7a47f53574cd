-- +goose Up
-- One document of several originals: a PDF, a rescan and the e-invoice of one
-- invoice, which came by different doors at different times. The later ones
-- keep their rows, pages and files, and point to the document that shows them.
alter table documents drop constraint documents_status_check,
    add constraint documents_status_check check (status in ('waiting', 'read', 'held', 'approved', 'booked', 'rejected', 'joined'));
alter table documents
    add column joined_to uuid,
    add column joined_why text not null default '', -- same-e-invoice, same-picture, same-values, e-invoice-of-it, by-hand
    add column joined_at timestamptz,
    add constraint documents_joined_to_document foreign key (office_id, joined_to) references documents (office_id, id),
    add constraint documents_joined_has_document check ((status = 'joined') = (joined_to is not null) and joined_to <> id);
create index documents_by_joined_to on documents (joined_to) where joined_to is not null;

-- What a document's own pages say, where the e-invoice of another original of
-- it rules.
alter table invoices add column paper jsonb; -- invoer.Invoice

-- Pairs of documents of which a person said that they are different: they are
-- never asked about again. One is the lesser identifier.
create table unlike (
    office_id uuid not null references offices,
    one       uuid not null,
    other     uuid not null,
    at        timestamptz not null,
    user_id   uuid not null,
    primary key (one, other),
    foreign key (office_id, one) references documents (office_id, id),
    foreign key (office_id, other) references documents (office_id, id),
    constraint unlike_in_order check (one < other)
);
create index unlike_by_other on unlike (other);

-- What pages look like, and the keys under which that is looked for.
alter table pages add column print bytea; -- invoer.Print; null: nothing that could be known again
create table page_bands (
    office_id uuid not null,
    band      int not null,
    file_id   uuid not null,
    page      int not null,
    primary key (office_id, band, file_id, page),
    foreign key (file_id, page) references pages (file_id, number)
);
create index page_bands_by_page on page_bands (file_id, page);

-- +goose StatementBegin
do $$
declare
    t text;
begin
    foreach t in array array['unlike', 'page_bands'] loop
        execute format('create policy tenant on %I using (office_id = (select invoer_my_office()) and (select invoer_wide()))', t);
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy owner on %I to current_user using (true)', t);
        execute format('grant select, insert, delete on %I to invoer_app', t);
    end loop;
end $$;
-- +goose StatementEnd

-- A list that is searched shows the same of a document as one that is not.
create or replace view documents_found as
    select id, office_id, client_id, delivery_id, file_id, kind, language, status, stage, run, version, received, held,
           supplier, supplier_vat, number, issued, due, total, currency, sure, findings, words, joined_to
    from documents where office_id = (select invoer_my_office())
        and ((select invoer_wide()) or client_id = (select invoer_my_client()));
