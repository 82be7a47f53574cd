-- +goose Up
-- What who hands documents in says of them: a remark, until when and how much is
-- to be paid, and what it was paid with.

create table handed (
    delivery_id uuid primary key,
    office_id   uuid not null,
    client_id   uuid,
    at          timestamptz not null,
    user_id     uuid not null,
    remark      text not null default '' check (length(remark) <= 1000),
    due         date,
    amount      bigint, -- cents, in euro
    paid        text not null default '' check (paid in ('', 'bank', 'card', 'cash', 'private')),
    foreign key (office_id, delivery_id) references deliveries (office_id, id),
    foreign key (office_id, user_id) references users (office_id, id)
);
alter table handed enable row level security;
alter table handed force row level security;
create policy owner on handed to current_user using (true);
create policy tenant on handed using (office_id = (select invoer_my_office()) and ((select invoer_wide()) or client_id = (select invoer_my_client())));
grant select, insert, update on handed to invoer_app;
