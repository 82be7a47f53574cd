-- +goose Up
-- Who there is: offices, their clients, people and machines with a key.

-- The server connects as a member of the group role invoer_app, which migrate
-- makes beforehand and which owns nothing.

-- The caller's identity are four settings that live as long as a transaction.
-- An emptied setting is '' and not null, hence nullif: no identity, no data.
-- Policies call these in a select of their own, so that each is asked once a
-- statement and not once a row (docs/decisions/0030).

-- +goose StatementBegin
create function invoer_my_office() returns uuid language sql stable parallel safe as $$
    select nullif(current_setting('invoer.office', true), '')::uuid
$$;
-- +goose StatementEnd
-- +goose StatementBegin
create function invoer_my_client() returns uuid language sql stable parallel safe as $$
    select nullif(current_setting('invoer.client', true), '')::uuid
$$;
-- +goose StatementEnd
-- +goose StatementBegin
create function invoer_my_user() returns uuid language sql stable parallel safe as $$
    select nullif(current_setting('invoer.user', true), '')::uuid
$$;
-- +goose StatementEnd

-- invoer_worker: the caller is one of the office's people or machines.
-- +goose StatementBegin
create function invoer_worker() returns boolean language sql stable parallel safe as $$
    select coalesce(current_setting('invoer.role', true) in ('admin', 'accountant', 'machine'), false)
$$;
-- +goose StatementEnd
-- invoer_wide: he is, and no client limits what he sees.
-- +goose StatementBegin
create function invoer_wide() returns boolean language sql stable parallel safe as $$
    select invoer_worker() and invoer_my_client() is null
$$;
-- +goose StatementEnd
-- invoer_manager: he runs the office.
-- +goose StatementBegin
create function invoer_manager() returns boolean language sql stable parallel safe as $$
    select invoer_wide() and current_setting('invoer.role', true) in ('admin', 'machine')
$$;
-- +goose StatementEnd

create table offices (
    id       uuid primary key default gen_random_uuid(),
    name     text not null check (name <> ''),
    language text not null default 'nl' check (language in ('nl', 'fr', 'en', 'de')),
    settings jsonb not null default '{}',
    created  timestamptz not null default now()
);

create table clients (
    id        uuid primary key default gen_random_uuid(),
    office_id uuid not null references offices,
    code      text not null check (code ~ '^[A-Za-z0-9_.-]{1,20}$'),
    name      text not null check (name <> ''),
    vat       text not null default '',
    language  text not null default 'nl' check (language in ('nl', 'fr', 'en', 'de')),
    settings  jsonb not null default '{}',
    archived  timestamptz,
    created   timestamptz not null default now(),
    unique (office_id, id)
);

create unique index clients_code_is_unique on clients (office_id, lower(code));

-- What tells that a company on a page is the client itself: never the supplier.
create table client_identities (
    office_id uuid not null,
    client_id uuid not null,
    kind      text not null check (kind in ('vat', 'name', 'iban', 'address')),
    value     text not null check (value <> ''),
    primary key (client_id, kind, value),
    foreign key (office_id, client_id) references clients (office_id, id)
);

create table users (
    id         uuid primary key default gen_random_uuid(),
    office_id  uuid not null references offices,
    client_id  uuid,
    role       text not null check (role in ('admin', 'accountant', 'client')),
    email      text not null check (email = lower(email) and email like '%_@_%'),
    name       text not null,
    language   text not null default 'nl' check (language in ('nl', 'fr', 'en', 'de')),
    password   text not null default '', -- argon2id in PHC form; empty: cannot sign in by password
    disabled   timestamptz,
    created    timestamptz not null default now(),
    constraint users_email_is_unique unique (email),
    constraint users_client_role_has_client check ((role = 'client') = (client_id is not null)),
    unique (office_id, id),
    foreign key (office_id, client_id) references clients (office_id, id)
);

create table sessions (
    hash      bytea primary key, -- sha256 of the cookie's secret
    id        uuid not null default gen_random_uuid() unique, -- names it to its owner
    office_id uuid not null,
    user_id   uuid not null,
    csrf      text not null,
    created   timestamptz not null default now(),
    seen      timestamptz not null default now(),
    expires   timestamptz not null, -- absolute end
    agent     text not null default '',
    foreign key (office_id, user_id) references users (office_id, id)
);
create index sessions_by_user on sessions (user_id);

create table tokens (
    id        uuid primary key default gen_random_uuid(),
    office_id uuid not null,
    user_id   uuid not null,
    client_id uuid,
    name      text not null,
    hash      bytea not null unique, -- sha256 of the secret
    hint      text not null,         -- its last four signs, for people
    scopes    text[] not null,
    created   timestamptz not null default now(),
    used      timestamptz,
    revoked   timestamptz,
    foreign key (office_id, user_id) references users (office_id, id),
    foreign key (office_id, client_id) references clients (office_id, id)
);

-- Failed sign-ins, by e-mail and by address. Belongs to no office: nobody is
-- known yet.
create table throttles (
    subject text primary key, -- sha256 of 'email:…' or 'address:…'
    failed  int not null,
    last    timestamptz not null, -- try
    until   timestamptz not null  -- no other try before
);
