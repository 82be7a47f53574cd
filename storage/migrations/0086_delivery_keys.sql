-- +goose Up
-- A sender's keys (Idempotency-Key), each with the delivery that it stands for:
-- one delivery has several where the same bytes came again under another key
-- (docs/decisions/0245).

create table delivery_keys (
    office_id   uuid not null,
    client_id   uuid,
    door        text not null,
    key         text not null,
    delivery_id uuid not null,
    foreign key (office_id, client_id) references clients (office_id, id),
    foreign key (office_id, delivery_id) references deliveries (office_id, id)
);
create unique index delivery_keys_are_unique on delivery_keys (office_id, key, door, coalesce(client_id, '00000000-0000-0000-0000-000000000000'));
create index delivery_keys_by_delivery on delivery_keys (delivery_id);
insert into delivery_keys select office_id, client_id, door, key, id from deliveries where key is not null;
drop index deliveries_key_is_unique, deliveries_by_key;

alter table delivery_keys enable row level security;
alter table delivery_keys force row level security;
create policy owner on delivery_keys to current_user using (true);
create policy tenant on delivery_keys using (office_id = (select invoer_my_office()) and ((select invoer_wide()) or client_id = (select invoer_my_client())));
grant select, insert, update on delivery_keys to invoer_app;
