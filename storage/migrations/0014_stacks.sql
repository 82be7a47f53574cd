-- +goose Up
-- Stacks that come apart: separator sheets of the office, and what people
-- changed of where one document ends and the next begins.

-- What seals the separator sheets of an office, so that nobody else's can say
-- whose a document is.
alter table offices add column separator_key bytea not null
    default decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex');

-- Why a document begins where it does and how sure that is; the kind that the
-- separator before it says.
alter table documents
    add column begins jsonb not null default '{}', -- Reason
    add column cut_sure int not null default 100, -- per cent
    add column sheet_kind text not null default '';

-- Separator sheets that lie between others of their run and were not found.
alter table files add column missing jsonb not null default '{}'; -- numbers by run

create table cuts (
    id          bigint generated always as identity primary key,
    office_id   uuid not null references offices,
    delivery_id uuid not null,
    at          timestamptz not null,
    user_id     uuid,
    action      text not null check (action in ('cut', 'join', 'order', 'turn', 'drop', 'undo')),
    before      jsonb not null, -- Stack
    after       jsonb not null,
    undone      boolean not null default false,
    foreign key (office_id, delivery_id) references deliveries (office_id, id)
);
create index cuts_by_delivery on cuts (delivery_id, id);
alter table cuts enable row level security;
alter table cuts force row level security;
create policy owner on cuts to current_user using (true);
create policy tenant on cuts using (office_id = (select invoer_my_office()) and (select invoer_wide()));
grant select, insert, update on cuts to invoer_app;
