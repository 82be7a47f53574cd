-- +goose Up
-- More ways to prove who one is than a password: one-time codes with recovery
-- codes, passkeys, invitations, and the office's own identity provider.

alter table users add column subject text not null default ''; -- what the office's provider calls him; empty: not known yet
create unique index users_by_subject on users (office_id, subject) where subject <> '';

-- One-time codes (RFC 6238). A step that was used, and those before it, count
-- no more.
create table second_factors (
    user_id   uuid primary key,
    office_id uuid not null,
    secret    text not null check (secret <> ''), -- base32
    last_step bigint not null default 0,
    created   timestamptz not null,
    confirmed timestamptz, -- null: set up, but no code was seen yet
    foreign key (office_id, user_id) references users (office_id, id)
);

-- For who lost his telephone: each works once.
create table recovery_codes (
    hash      bytea primary key, -- sha256
    office_id uuid not null,
    user_id   uuid not null,
    created   timestamptz not null,
    used      timestamptz,
    foreign key (office_id, user_id) references users (office_id, id)
);
create index recovery_codes_by_user on recovery_codes (user_id);

create table passkeys (
    id         uuid primary key default gen_random_uuid(), -- names it to its owner
    office_id  uuid not null,
    user_id    uuid not null,
    handle     bytea not null unique, -- the credential's own ID
    name       text not null check (name <> ''),
    credential jsonb not null, -- public key, counter, flags: nothing secret
    created    timestamptz not null,
    used       timestamptz,
    foreign key (office_id, user_id) references users (office_id, id)
);
create index passkeys_by_user on passkeys (user_id);

-- An invitation lets one person choose a password, once. Its letter lies here
-- until it is sent; the secret is kept as long as the letter needs it.
create table invitations (
    user_id   uuid primary key,
    office_id uuid not null,
    hash      bytea not null unique,
    created   timestamptz not null,
    expires   timestamptz not null,
    used      timestamptz,
    link      text, -- what the letter says; null when it was sent or there is none
    due       timestamptz, -- of the next try; null: nothing to send
    tries     int not null default 0,
    sent      timestamptz,
    fault     text not null default '', -- why the last try failed, in English, without names
    foreign key (office_id, user_id) references users (office_id, id)
);
create index invitations_due on invitations (due) where due is not null;

-- The provider of OpenID Connect that an office signs its people in by.
create table providers (
    office_id uuid primary key references offices,
    issuer    text not null check (issuer <> ''),
    client    text not null check (client <> ''),
    secret    text not null,
    changed   timestamptz not null
);

-- Sign-ins that are half done: whose password was right, who was sent to his
-- provider, who was asked for his passkey. Belongs to no office: nobody is
-- known yet.
create table half_sign_ins (
    hash    bytea primary key, -- sha256 of the cookie's secret
    kind    text not null check (kind in ('code', 'passkey', 'provider', 'new-passkey')),
    data    jsonb not null,
    expires timestamptz not null
);
create index half_sign_ins_by_end on half_sign_ins (expires);

-- +goose StatementBegin
do $$
declare
    t text;
    own constant text := 'office_id = (select invoer_my_office()) and user_id = (select invoer_my_user())';
    manages constant text := 'office_id = (select invoer_my_office()) and (select invoer_manager())';
begin
    foreach t in array array['second_factors', 'recovery_codes', 'passkeys', 'invitations', 'providers'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy owner on %I to current_user using (true)', t);
        execute format('create policy tenant on %I using (%s)', t, manages);
    end loop;
    foreach t in array array['second_factors', 'recovery_codes', 'passkeys'] loop
        execute format('create policy self on %I using (%s)', t, own);
    end loop;
    execute format('create policy self on invitations for update using (%s)', own);
    execute format('create policy self_select on invitations for select using (%s)', own);
end $$;
-- +goose StatementEnd
grant select, insert, update, delete on second_factors, recovery_codes, passkeys, invitations, providers to invoer_app;

-- invoer_half_sign_in keeps one for a while, and forgets those that are over.
-- +goose StatementBegin
create function invoer_half_sign_in(secret bytea, what text, told jsonb, until timestamptz, at timestamptz) returns void
    language sql volatile security definer set search_path = public, pg_temp as $$
    delete from half_sign_ins where expires < at;
    insert into half_sign_ins (hash, kind, data, expires) values (secret, what, told, until);
$$;
-- +goose StatementEnd

-- invoer_go_on gives what was kept, and forgets it when it is to serve once.
-- +goose StatementBegin
create function invoer_go_on(secret bytea, what text, once boolean, at timestamptz) returns table (data jsonb)
    language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
    if once then
        return query delete from half_sign_ins h where h.hash = secret and h.kind = what and h.expires > at returning h.data;
    else
        return query select h.data from half_sign_ins h where h.hash = secret and h.kind = what and h.expires > at;
    end if;
end $$;
-- +goose StatementEnd

-- invoer_passkey finds whose a passkey is.
-- +goose StatementBegin
create function invoer_passkey(named bytea)
    returns table (office uuid, client uuid, person uuid, role text, credential jsonb)
    language sql stable security definer set search_path = public, pg_temp as $$
    select u.office_id, u.client_id, u.id, u.role, p.credential
    from passkeys p join users u on u.id = p.user_id where p.handle = named and u.disabled is null
$$;
-- +goose StatementEnd

-- invoer_invited finds who holds an invitation that can still be used.
-- +goose StatementBegin
create function invoer_invited(secret bytea, at timestamptz)
    returns table (office uuid, client uuid, person uuid, role text, name text, email text, language text, office_name text)
    language sql stable security definer set search_path = public, pg_temp as $$
    select u.office_id, u.client_id, u.id, u.role, u.name, u.email, u.language, o.name
    from invitations i join users u on u.id = i.user_id join offices o on o.id = u.office_id
    where i.hash = secret and i.used is null and i.expires > at and u.disabled is null
$$;
-- +goose StatementEnd

-- invoer_provider finds the provider of the office of an e-mail address.
-- +goose StatementBegin
create function invoer_provider(address text) returns table (office uuid, issuer text, client text, secret text)
    language sql stable security definer set search_path = public, pg_temp as $$
    select p.office_id, p.issuer, p.client, p.secret from users u join providers p on p.office_id = u.office_id
    where u.email = lower(address) and u.disabled is null
$$;
-- +goose StatementEnd

-- invoer_provided finds whom a provider of an office means: who has the
-- subject, or else who has the address and no subject yet.
-- +goose StatementBegin
create function invoer_provided(of uuid, told text, address text)
    returns table (office uuid, client uuid, person uuid, role text, known boolean)
    language sql stable security definer set search_path = public, pg_temp as $$
    select office_id, client_id, id, role, subject <> '' from users
    where office_id = of and disabled is null and (subject = told or subject = '' and email = lower(address))
    order by subject = '' limit 1
$$;
-- +goose StatementEnd

-- invoer_next_invitation takes a letter that is due, of any office, and puts
-- its next try off, so that no other worker takes it meanwhile.
-- +goose StatementBegin
create function invoer_next_invitation(at timestamptz)
    returns table (office uuid, office_name text, person uuid, recipient text, name text, language text, link text, expires timestamptz)
    language sql volatile security definer set search_path = public, pg_temp as $$
    with late as (
        update invitations set due = null, link = null, fault = 'given up: it is over or was used' where due <= $1 and (expires <= $1 or used is not null)),
    next as (
        select i.user_id from invitations i where i.due <= $1 and i.expires > $1 and i.used is null
        order by i.due limit 1 for update skip locked)
    update invitations i set tries = i.tries + 1, due = $1 + interval '5 minutes' * 2 ^ least(i.tries, 6)
    from next, users u, offices o where i.user_id = next.user_id and u.id = i.user_id and o.id = i.office_id
    returning o.id, o.name, u.id, u.email, u.name, u.language, i.link, i.expires
$$;
-- +goose StatementEnd

revoke all on function invoer_half_sign_in, invoer_go_on, invoer_passkey, invoer_invited, invoer_provider, invoer_provided,
    invoer_next_invitation from public;
grant execute on function invoer_half_sign_in, invoer_go_on, invoer_passkey, invoer_invited, invoer_provider, invoer_provided,
    invoer_next_invitation to invoer_app;

-- What was done about people and sign-ins, for the office's own page.
create index audits_of_people on audits (office_id, id) where noun in ('user', 'office');
