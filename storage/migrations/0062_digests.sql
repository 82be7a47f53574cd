-- +goose Up
-- Letters that tell people what waits for them, for those who want them, once a
-- day or a week, at an hour of their office (docs/decisions/0164).

alter table offices add column digest_hour int not null default 7 check (digest_hour between 0 and 23); -- Belgian time

create table digests (
    user_id   uuid primary key,
    office_id uuid not null,
    every     text not null check (every in ('day', 'week')),
    origin    text not null check (origin <> ''), -- under which he reaches the portal
    changed   timestamptz not null,
    foreign key (office_id, user_id) references users (office_id, id)
);

-- The letter of a person and day. It is written before it is sent, so that a
-- crash in between sends none rather than two.
create table digest_letters (
    user_id   uuid not null,
    day       date not null,
    office_id uuid not null,
    hash      bytea not null unique, -- of the secret in its link that ends the letters
    taken     timestamptz not null,
    tries     int not null default 1,
    due       timestamptz, -- of the next try, after one that failed; null: none
    sent      timestamptz, -- null: not yet, not known, or there was nothing to tell
    fault     text not null default '', -- why the last try failed, in English, without names
    primary key (user_id, day),
    foreign key (office_id, user_id) references users (office_id, id)
);

-- +goose StatementBegin
do $$
declare
    t text;
begin
    foreach t in array array['digests', 'digest_letters'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy owner on %I to current_user using (true)', t);
        execute format('create policy self on %I using (office_id = (select invoer_my_office()) and user_id = (select invoer_my_user()))', t);
    end loop;
end $$;
-- +goose StatementEnd
grant select, insert, update, delete on digests, digest_letters to invoer_app;

-- invoer_next_digest takes the letter of a person for whom it is time, or of one
-- whose last try failed and is to be tried again, of any office. Two workers that
-- come at once never get the same: the second one finds the row written. A
-- letter's day is the day itself, or the Monday of its week; nobody gets one for a
-- moment before he asked for them.
-- +goose StatementBegin
create function invoer_next_digest(at timestamptz, secret bytea)
    returns table (office uuid, office_name text, client uuid, person uuid, role text, recipient text, name text, language text, origin text, every text, day date)
    language sql volatile security definer set search_path = public, pg_temp as $$
    with wanted as (
        select g.user_id, g.office_id, p.day from digests g
            join users u on u.id = g.user_id join offices o on o.id = g.office_id
            cross join lateral (select date_trunc(g.every, $1 at time zone 'Europe/Brussels')::date) p (day)
            cross join lateral (select (p.day + make_interval(hours => o.digest_hour)) at time zone 'Europe/Brussels') w (hour)
        where u.disabled is null and w.hour <= $1 and w.hour > g.changed
          and not exists (select from digest_letters l where l.user_id = g.user_id and l.day = p.day and (l.due is null or l.due > $1))
        order by w.hour, g.user_id limit 1 for update of g skip locked),
    taken as (
        insert into digest_letters as l (user_id, day, office_id, hash, taken)
        select w.user_id, w.day, w.office_id, $2, $1 from wanted w
        on conflict (user_id, day) do update set tries = l.tries + 1, due = null, hash = excluded.hash, taken = excluded.taken where l.due <= $1
        returning l.user_id, l.day)
    select o.id, o.name, u.client_id, u.id, u.role, u.email, u.name, u.language, g.origin, g.every, t.day
    from taken t join digests g on g.user_id = t.user_id join users u on u.id = t.user_id join offices o on o.id = u.office_id
$$;
-- +goose StatementEnd

-- invoer_digest_of finds whose letters a link ends.
-- +goose StatementBegin
create function invoer_digest_of(secret bytea) returns table (office uuid, client uuid, person uuid, role text, language text)
    language sql stable security definer set search_path = public, pg_temp as $$
    select u.office_id, u.client_id, u.id, u.role, u.language from digest_letters l join users u on u.id = l.user_id where l.hash = secret
$$;
-- +goose StatementEnd
revoke all on function invoer_next_digest, invoer_digest_of from public;
grant execute on function invoer_next_digest, invoer_digest_of to invoer_app;
