-- +goose Up
-- What an office set for the bookings of a client (invoer.Automatic), and how
-- those that went without a person did (precedent.Watch).
create table automatics (
    client_id uuid primary key references clients,
    office_id uuid not null references offices,
    settings  jsonb not null,
    watch     jsonb not null default '{}',
    passed    bigint not null default 0 check (passed >= 0), -- documents that could go, by which each n-th is shown
    changed   timestamptz not null
);

-- Suppliers that may, or may not, go without a person.
create table automatic_suppliers (
    client_id uuid not null references clients,
    office_id uuid not null references offices,
    supplier  text not null check (supplier <> ''), -- as precedents name it: VAT number, else name
    allowed   boolean not null,
    user_id   uuid not null references users,
    changed   timestamptz not null,
    primary key (client_id, supplier)
);

-- Documents that went without a person, or would have and were shown.
create table automatic_documents (
    document_id uuid primary key references documents,
    office_id   uuid not null references offices,
    client_id   uuid not null references clients,
    supplier    text not null,
    way         text not null check (way in ('alone', 'sample', 'stopped')),
    booking     jsonb not null, -- invoer.Booking as it was proposed
    at          timestamptz not null,
    correct     boolean, -- null: nobody looked
    judged      timestamptz,
    judged_by   uuid references users
);
create index automatic_documents_by_client on automatic_documents (client_id, at desc);

-- How each booking that was learnt had been proposed, from what was known before
-- it: what an office sees before it lets any go.
alter table lessons
    add column supplier text not null default '',
    add column name     text not null default '', -- of the supplier
    add column booked   date,
    add column cents    bigint not null default 0, -- total with VAT
    add column score    real not null default 0,
    add column settled  boolean not null default false, -- nothing in it was new to its supplier
    add column correct  boolean; -- null: learnt before this was kept
create index lessons_by_day on lessons (client_id, booked) where correct is not null;

-- +goose StatementBegin
do $$
declare
    t text;
begin
    foreach t in array array['automatics', 'automatic_suppliers', 'automatic_documents'] loop
        execute format('create policy tenant on %I using (office_id = (select invoer_my_office()) and (select invoer_wide()))', t);
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy owner on %I to current_user using (true)', t);
        execute format('grant select, insert, update, delete on %I to invoer_app', t);
    end loop;
end $$;
-- +goose StatementEnd
