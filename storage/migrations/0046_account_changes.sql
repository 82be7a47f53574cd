-- +goose Up
-- Where a person booked a document on another account than was proposed, from
-- which rules are suggested.
create table account_changes (
    document_id uuid primary key references documents,
    office_id   uuid not null references offices,
    client_id   uuid not null references clients,
    supplier    text not null default '', -- VAT number
    name        text not null default '',
    proposed    text not null,
    booked      text not null check (booked <> proposed),
    at          timestamptz not null,
    user_id     uuid not null references users
);
create index account_changes_by_client on account_changes (client_id, supplier, proposed, booked);
alter table account_changes enable row level security;
alter table account_changes force row level security;
create policy owner on account_changes to current_user using (true);
create policy tenant on account_changes using (office_id = (select invoer_my_office()) and (select invoer_wide()));
grant select, insert, update, delete on account_changes to invoer_app;
