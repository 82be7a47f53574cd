-- +goose Up
-- The mail door: the addresses of clients, who may write to them, and what a
-- message says of itself.

create table mail_tokens (
    token     text primary key check (token ~ '^[a-z0-9]{6,40}$'), -- what stands behind the last dash, or the plus, of the address
    office_id uuid not null,
    client_id uuid not null,
    created   timestamptz not null default now(),
    expires   timestamptz, -- null for the one in use
    foreign key (office_id, client_id) references clients (office_id, id)
);
create unique index mail_tokens_one_in_use on mail_tokens (client_id) where expires is null;

-- A client without any takes mail from everybody.
create table mail_senders (
    office_id uuid not null,
    client_id uuid not null,
    sender    text not null check (sender = lower(sender) and sender <> ''), -- an address, or a domain
    primary key (client_id, sender),
    foreign key (office_id, client_id) references clients (office_id, id)
);

alter table deliveries
    add column message_id text not null default '', -- of the message (RFC 5322 §3.6.4), without its brackets
    add column sender_verified text not null default '' check (sender_verified in ('', 'passed', 'failed')), -- empty: nobody looked
    add column answer text not null default '' check (answer in ('', 'waiting', 'yes', 'no')); -- a person's, where the door asks for one
create index deliveries_by_message on deliveries (office_id, message_id) where message_id <> '';
create index deliveries_asking on deliveries (office_id, received) where answer = 'waiting';

-- +goose StatementBegin
do $$
declare
    t text;
    office constant text := 'office_id = (select invoer_my_office())';
    sees   constant text := office || ' and ((select invoer_wide()) or client_id = (select invoer_my_client()))';
    works  constant text := office || ' and ((select invoer_wide()) or ((select invoer_worker()) and client_id = (select invoer_my_client())))';
begin
    foreach t in array array['mail_tokens', 'mail_senders'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy owner on %I to current_user using (true)', t);
        execute format('create policy tenant on %I for select using (%s)', t, sees);
        execute format('create policy work_insert on %I for insert with check (%s)', t, works);
        execute format('create policy work_update on %I for update using (%s)', t, works);
        execute format('create policy work_delete on %I for delete using (%s)', t, works);
        execute format('grant select, insert, update, delete on %I to invoer_app', t);
    end loop;
end $$;
-- +goose StatementEnd

-- invoer_mailbox finds whose address a token is. It answers before anybody is
-- known, as a relay has no name here.
-- +goose StatementBegin
create function invoer_mailbox(of text, at timestamptz)
    returns table (office uuid, client uuid, code text)
    language sql stable security definer set search_path = public, pg_temp as $$
    select c.office_id, c.id, c.code from mail_tokens t join clients c on c.id = t.client_id
    where t.token = of and (t.expires is null or t.expires > at) and c.archived is null
$$;
-- +goose StatementEnd
revoke all on function invoer_mailbox from public;
grant execute on function invoer_mailbox to invoer_app;
