-- +goose Up
-- How well documents were read: what the machine had read against what people
-- approved, once for each approved document, and the time it took them.

create table outcomes (
    document_id  uuid primary key,
    office_id    uuid not null,
    client_id    uuid,
    at           timestamptz not null, -- of the approval
    door         text not null,
    supplier     text not null default '', -- VAT number, or else the name in small letters
    supplier_name text not null default '',
    untouched    boolean not null, -- every field as it was read
    fields       jsonb not null,   -- by name: [confidence of the reading, 1 for right]
    seconds      int,              -- at the desk; null: nobody was seen there
    foreign key (office_id, document_id) references documents (office_id, id)
);
create index outcomes_by_time on outcomes (office_id, at);
alter table outcomes enable row level security;
alter table outcomes force row level security;
create policy owner on outcomes to current_user using (true);
create policy tenant on outcomes using (office_id = (select invoer_my_office())
    and ((select invoer_wide()) or ((select invoer_worker()) and client_id = (select invoer_my_client()))));
grant select, insert, update on outcomes to invoer_app;

-- How long people had a document open.
alter table seats add column spent interval not null default '0';
