-- +goose Up
-- Who works on what: whose work a document is, who has it open, and the lists
-- that people go back to.

create table seats (
    document_id uuid primary key,
    office_id   uuid not null references offices,
    assignee    uuid references users, -- whose work it is
    holder      uuid references users, -- who has it open, or had
    seen        timestamptz not null default '-infinity', -- when the holder's desk last said so
    foreign key (office_id, document_id) references documents (office_id, id) on delete cascade
);
create index seats_by_assignee on seats (office_id, assignee) where assignee is not null;
alter table seats enable row level security;
alter table seats force row level security;
create policy owner on seats to current_user using (true);
create policy tenant on seats using (office_id = (select invoer_my_office()) and (select invoer_wide()));
grant select, insert, update on seats to invoer_app;

create table saved_lists (
    id        uuid primary key default gen_random_uuid(),
    office_id uuid not null references offices,
    user_id   uuid not null references users,
    name      text not null check (length(name) between 1 and 60),
    query     text not null check (length(query) <= 2000), -- of the list's address
    unique (user_id, name)
);
alter table saved_lists enable row level security;
alter table saved_lists force row level security;
create policy owner on saved_lists to current_user using (true);
create policy tenant on saved_lists using (office_id = (select invoer_my_office()) and user_id = (select invoer_my_user()));
grant select, insert, update, delete on saved_lists to invoer_app;

-- The most doubtful first.
create index documents_by_sure on documents (office_id, status, sure, received, id);
