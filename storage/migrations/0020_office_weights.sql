-- +goose Up
-- What an office learnt from its own approved documents about choosing values.
-- Without a row it reads with the weights of the program; so it does when those
-- are no longer the ones that its own were learnt beyond.
create table office_weights (
    office_id uuid primary key references offices,
    weights   jsonb not null, -- invoer.Weights
    base      text not null check (base <> ''), -- name of the program's weights
    learnt    timestamptz not null,
    documents integer not null check (documents > 0),
    before    jsonb not null, -- storage.Scores, of documents left out
    after     jsonb not null
);
create policy tenant on office_weights for select using (office_id = (select invoer_my_office()) and (select invoer_wide()));
create policy manage on office_weights using (office_id = (select invoer_my_office()) and (select invoer_manager()));
alter table office_weights enable row level security;
alter table office_weights force row level security;
create policy owner on office_weights to current_user using (true);
grant select, insert, update, delete on office_weights to invoer_app;
