-- +goose Up
-- What an office says of bookings beforehand (invoer.BookingRule), first place
-- first. No client: it holds for all of them.
create table booking_rules (
    id        uuid primary key default gen_random_uuid(),
    office_id uuid not null references offices,
    client_id uuid references clients,
    name      text not null check (length(name) between 1 and 60),
    place     integer not null,
    rule      jsonb not null,
    user_id   uuid not null references users,
    made      timestamptz not null,
    ended     timestamptz -- taken away; what it did stays told
);
create index booking_rules_in_force on booking_rules (office_id, place) where ended is null;
alter table booking_rules enable row level security;
alter table booking_rules force row level security;
create policy owner on booking_rules to current_user using (true);
create policy tenant on booking_rules using (office_id = (select invoer_my_office()) and (select invoer_wide()));
grant select, insert, update on booking_rules to invoer_app;
