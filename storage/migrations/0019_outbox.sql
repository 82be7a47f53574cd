-- +goose Up
-- Answer letters: what the senders of messages are told of them, in offices
-- that asked for it.

alter table offices add column answers boolean not null default false;

create table outbox (
    delivery_id uuid primary key, -- one letter for each delivery
    office_id   uuid not null references offices,
    recipient   text not null check (recipient <> ''),
    subject     text not null, -- of the message that is answered
    created     timestamptz not null,
    due         timestamptz, -- of the next try; infinity while a person must open the delivery, null when it was sent or given up
    tries       int not null default 0,
    sent        timestamptz,
    fault       text not null default '', -- why the last try failed, in English, without names
    foreign key (office_id, delivery_id) references deliveries (office_id, id)
);
create index outbox_due on outbox (due) where due is not null;
create index outbox_by_recipient on outbox (office_id, recipient, created);
alter table outbox enable row level security;
alter table outbox force row level security;
create policy owner on outbox to current_user using (true);
create policy tenant on outbox using (office_id = (select invoer_my_office()) and (select invoer_wide()));
grant select, insert, update on outbox to invoer_app;

-- invoer_next_answer takes a letter that is due, of any office that still wants
-- it sent, and puts its next try off, each time for longer, so that no other
-- worker takes it meanwhile. After two days a letter is given up.
-- +goose StatementBegin
create function invoer_next_answer(at timestamptz)
    returns table (office uuid, delivery uuid, recipient text, subject text)
    language sql volatile security definer set search_path = public, pg_temp as $$
    with late as (
        update outbox set due = null, fault = 'given up after two days' where due <= $1 and created <= $1 - interval '2 days'),
    next as (
        select o.delivery_id from outbox o join offices f on f.id = o.office_id
        where o.due <= $1 and o.created > $1 - interval '2 days' and f.answers
        order by o.due limit 1 for update of o skip locked)
    update outbox o set tries = o.tries + 1, due = $1 + interval '5 minutes' * 2 ^ least(o.tries, 6)
    from next where o.delivery_id = next.delivery_id
    returning o.office_id, o.delivery_id, o.recipient, o.subject
$$;
-- +goose StatementEnd
revoke all on function invoer_next_answer from public;
grant execute on function invoer_next_answer to invoer_app;
