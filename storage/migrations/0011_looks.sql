-- +goose Up
-- What approved documents tell of their suppliers for the next one: the
-- witnesses by which they are known, and where their fields stood. A document
-- writes its rows when it is approved and takes them away when it is reopened.
-- Of a supplier the last few documents are kept.

create table supplier_looks (
    document_id uuid primary key,
    office_id   uuid not null,
    client_id   uuid not null,
    vat         text not null default '',
    name        text not null,
    places      jsonb not null default '[]', -- invoer.Place
    at          timestamptz not null default now(),
    foreign key (office_id, document_id) references documents (office_id, id),
    foreign key (office_id, client_id) references clients (office_id, id)
);
create index supplier_looks_by_vat on supplier_looks (office_id, vat) where vat <> '';
create index supplier_looks_by_name on supplier_looks (office_id, lower(name));

create table supplier_marks (
    office_id   uuid not null,
    client_id   uuid not null,
    document_id uuid not null references supplier_looks on delete cascade,
    kind        text not null check (kind in ('vat', 'iban', 'domain', 'phone', 'name')),
    value       text not null check (value <> ''), -- as they are compared
    primary key (document_id, kind, value)
);
create index supplier_marks_by_value on supplier_marks (office_id, kind, value);

-- They are the office's own affair, like suppliers: no client's person sees
-- them, and who works for one client sees what that client's documents said.
-- +goose StatementBegin
do $$
declare
    t text;
    works constant text := 'office_id = (select invoer_my_office()) and ((select invoer_wide()) or ((select invoer_worker()) and client_id = (select invoer_my_client())))';
begin
    foreach t in array array['supplier_looks', 'supplier_marks'] loop
        execute format('create policy tenant on %I using (%s)', t, works);
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy owner on %I to current_user using (true)', t);
        execute format('grant select, insert, update, delete on %I to invoer_app', t);
    end loop;
end $$;
-- +goose StatementEnd
