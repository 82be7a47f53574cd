-- +goose Up
-- What proposals are made from (package precedent): tallies under keys, kept up
-- to date where a booking is approved or a ledger is learnt.
create table precedents (
    office_id uuid not null references offices,
    client_id uuid, -- null: of the whole office; these have classes of accounts only
    key       bigint not null,
    tally     jsonb not null, -- precedent.Tally
    primary key (office_id, key),
    foreign key (office_id, client_id) references clients (office_id, id)
);
create index precedents_by_client on precedents (office_id, client_id);

-- How much each kind of witness counts, and how well proposals did.
create table precedent_weights (
    office_id uuid primary key references offices,
    weights   jsonb not null, -- precedent.Weights
    standing  jsonb not null, -- precedent.Standing
    learnt    bigint not null check (learnt >= 0) -- bookings
);

-- Which bookings were learnt, so that none counts twice.
create table lessons (
    office_id uuid not null,
    client_id uuid not null,
    source    text not null check (source <> ''), -- document and its id, or ledger and its id there
    learnt    timestamptz not null default now(),
    primary key (office_id, client_id, source),
    foreign key (office_id, client_id) references clients (office_id, id)
);

create policy tenant on precedents using (office_id = (select invoer_my_office())
    and ((select invoer_wide()) or ((select invoer_worker()) and (client_id is null or client_id = (select invoer_my_client())))));
create policy tenant on precedent_weights using (office_id = (select invoer_my_office()) and ((select invoer_wide()) or (select invoer_worker())));
create policy tenant on lessons using (office_id = (select invoer_my_office())
    and ((select invoer_wide()) or ((select invoer_worker()) and client_id = (select invoer_my_client()))));
-- +goose StatementBegin
do $$
declare t text;
begin
    foreach t in array array['precedents', 'precedent_weights', 'lessons'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy owner on %I to current_user using (true)', t);
        execute format('grant select, insert, update, delete on %I to invoer_app', t);
    end loop;
end
$$;

-- A booking that does not balance cannot exist, whoever writes it.
create function invoer_balance(booking jsonb) returns bigint language sql immutable strict as $$
    select coalesce(sum((entry -> 'amount' ->> 'cents')::bigint), 0)::bigint from jsonb_array_elements(booking -> 'entries') entry
$$;
-- +goose StatementEnd
alter table bookings add constraint bookings_balance check (invoer_balance(booking) = 0);
