-- +goose Up
-- Browsers that are told at once what waits for their person, where he wants it
-- (docs/decisions/0165).

-- The house's own key, by which push services know who sends (RFC 8292).
create table push_keys (
    one boolean primary key default true check (one),
    key bytea not null -- P-256, as its scalar
);
alter table push_keys enable row level security;
alter table push_keys force row level security;
create policy owner on push_keys to current_user using (true);

create table push_subscriptions (
    user_id   uuid not null,
    office_id uuid not null,
    endpoint  text not null check (endpoint like 'https://%' and length(endpoint) <= 1000),
    p256dh    bytea not null check (length(p256dh) = 65), -- the browser's key (RFC 8291 §2)
    auth      bytea not null check (length(auth) = 16),
    origin    text not null, -- under which he reaches the portal
    agent     text not null default '',
    created   timestamptz not null,
    about     text not null default '' check (about in ('', 'question', 'answer')), -- what the next one tells
    due       timestamptz, -- null: nothing to tell
    tries     int not null default 0,
    primary key (user_id, endpoint),
    foreign key (office_id, user_id) references users (office_id, id)
);
create index push_subscriptions_due on push_subscriptions (due) where due is not null;
alter table push_subscriptions enable row level security;
alter table push_subscriptions force row level security;
create policy owner on push_subscriptions to current_user using (true);
create policy self on push_subscriptions using (office_id = (select invoer_my_office()) and user_id = (select invoer_my_user()));
grant select, insert, update, delete on push_subscriptions to invoer_app;

-- invoer_push_key gives the house's key; the first one that is offered is it.
-- +goose StatementBegin
create function invoer_push_key(offered bytea) returns table (key bytea) language sql volatile security definer set search_path = public, pg_temp as $$
    insert into push_keys (key) values (offered) on conflict do nothing;
    select p.key from push_keys p
$$;
-- +goose StatementEnd

-- invoer_push has people of the caller's office told: those of a client, or one.
-- +goose StatementBegin
create function invoer_push(of uuid, person uuid, what text, at timestamptz) returns void language sql volatile security definer set search_path = public, pg_temp as $$
    update push_subscriptions s set due = at, about = what, tries = 0 from users u
    where s.user_id = u.id and u.office_id = invoer_my_office() and (u.client_id = of or u.id = person) and u.id is distinct from invoer_my_user()
$$;
-- +goose StatementEnd

-- invoer_due_pushes takes what is due, of any office, and puts its next try off.
-- +goose StatementBegin
create function invoer_due_pushes(most int, lease interval, at timestamptz)
    returns table (office uuid, office_name text, client uuid, person uuid, role text, language text, endpoint text, p256dh bytea, auth bytea, origin text, about text, tries int, due timestamptz)
    language sql volatile security definer set search_path = public, pg_temp as $$
    with next as (select s.user_id, s.endpoint from push_subscriptions s join users u on u.id = s.user_id
        where s.due <= $3 and u.disabled is null order by s.due limit $1 for update of s skip locked)
    update push_subscriptions s set due = $3 + $2, tries = s.tries + 1
    from next n, users u, offices o where s.user_id = n.user_id and s.endpoint = n.endpoint and u.id = s.user_id and o.id = s.office_id
    returning o.id, o.name, u.client_id, u.id, u.role, u.language, s.endpoint, s.p256dh, s.auth, s.origin, s.about, s.tries, s.due
$$;
-- +goose StatementEnd
revoke all on function invoer_push_key, invoer_push, invoer_due_pushes from public;
grant execute on function invoer_push_key, invoer_push, invoer_due_pushes to invoer_app;
