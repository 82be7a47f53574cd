-- +goose Up
-- What happened, for the portal (server-sent events) and for webhooks.

create table events (
    id        bigint generated always as identity primary key,
    office_id uuid not null references offices,
    client_id uuid,
    at        timestamptz not null default now(),
    kind      text not null, -- document.read, document.held, delivery.received …
    document_id uuid,
    delivery_id uuid,
    data      jsonb not null default '{}' -- identifiers and states, nothing personal
);
create index events_by_office on events (office_id, id);

create table webhooks (
    id        uuid primary key default gen_random_uuid(),
    office_id uuid not null references offices,
    url       text not null check (url ~ '^https?://'),
    secret    text not null, -- whsec_…, Standard Webhooks
    kinds     text[] not null default '{}', -- empty: all
    active    boolean not null default true,
    created   timestamptz not null default now(),
    unique (office_id, id)
);

create table webhook_attempts (
    id         uuid primary key default gen_random_uuid(),
    office_id  uuid not null,
    webhook_id uuid not null,
    event_id   bigint not null references events,
    attempts   int not null default 0,
    next       timestamptz, -- null: delivered or given up
    delivered  timestamptz,
    status     int not null default 0, -- last HTTP status; 0: no answer
    fault      text not null default '',
    foreign key (office_id, webhook_id) references webhooks (office_id, id),
    unique (webhook_id, event_id)
);
create index webhook_attempts_by_office on webhook_attempts (office_id, event_id);
create index webhook_attempts_due on webhook_attempts (next) where next is not null;

-- An event goes to each active webhook that asked for its kind, and wakes those
-- who listen, in the transaction that it is written in. Whoever writes an event
-- need not be allowed to see the office's webhooks.
-- +goose StatementBegin
create function invoer_announce() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
begin
    insert into webhook_attempts (office_id, webhook_id, event_id, next)
    select new.office_id, w.id, new.id, new.at from webhooks w
    where w.office_id = new.office_id and w.active and (w.kinds = '{}' or new.kind = any (w.kinds));
    perform pg_notify('invoer_events', new.office_id::text);
    return null;
end $$;
-- +goose StatementEnd
create trigger events_announced after insert on events for each row execute function invoer_announce();
