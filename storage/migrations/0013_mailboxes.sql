-- +goose Up
-- What fetching from a mailbox last saw, took and left, for people to see.

create table mailboxes (
    office_id uuid not null references offices,
    name      text not null, -- user@server/folder
    at        timestamptz not null, -- of the last round
    seen      int not null, -- messages
    taken     int not null,
    remaining int not null, -- that could not be taken, and stay where they are
    fault     text not null default '', -- what went wrong, in English; empty: nothing
    primary key (office_id, name)
);
alter table mailboxes enable row level security;
alter table mailboxes force row level security;
create policy owner on mailboxes to current_user using (true);
create policy tenant on mailboxes using (office_id = (select invoer_my_office()) and (select invoer_wide()));
grant select, insert, update, delete on mailboxes to invoer_app;
