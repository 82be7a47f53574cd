-- +goose Up
-- An office may want a second factor of its people, may believe the addresses
-- that its own identity provider tells without saying that it checked them
-- (docs/decisions/0145), and may limit what a client brings in a day.

alter table offices add column second_factor text not null default '' check (second_factor in ('', 'office', 'everybody'));
alter table clients add column day_limit bigint not null default 0 check (day_limit >= 0); -- bytes; 0: the house's own
alter table providers add column trusted boolean not null default false;

-- Proven by two things, or by the office's provider.
alter table sessions add column proven boolean not null default false;

-- invoer_session finds whose a session is, as before, and whether he has yet to
-- set up the second factor that his office wants: one that was set up since the
-- session began counts for it.
drop function invoer_session(bytea, timestamptz, interval);
-- +goose StatementBegin
create function invoer_session(secret bytea, at timestamptz, idle interval)
    returns table (id uuid, csrf text, created timestamptz, seen timestamptz, expires timestamptz, agent text,
        person uuid, office uuid, client uuid, role text, email text, name text, language text, joined timestamptz, unproven boolean)
    language sql volatile security definer set search_path = public, pg_temp as $$
    update sessions s set seen = at from users u
    where s.hash = secret and s.expires > at and s.seen > at - idle and s.seen < at - interval '1 minute'
      and u.id = s.user_id and u.disabled is null;
    select s.id, s.csrf, s.created, s.seen, s.expires, s.agent,
           u.id, u.office_id, u.client_id, u.role, u.email, u.name, u.language, u.created,
           not s.proven and (o.second_factor = 'everybody' or o.second_factor = 'office' and u.client_id is null)
               and not exists (select from second_factors f where f.user_id = u.id and f.confirmed is not null)
               and not exists (select from passkeys p where p.user_id = u.id and p.created >= s.created)
    from sessions s join users u on u.id = s.user_id join offices o on o.id = u.office_id
    where s.hash = secret and s.expires > at and s.seen > at - idle and u.disabled is null
$$;
-- +goose StatementEnd
revoke all on function invoer_session from public;
grant execute on function invoer_session to invoer_app;

-- invoer_provider finds the provider of the office of an e-mail address, as before.
drop function invoer_provider(text);
-- +goose StatementBegin
create function invoer_provider(address text) returns table (office uuid, issuer text, client text, secret text, trusted boolean)
    language sql stable security definer set search_path = public, pg_temp as $$
    select p.office_id, p.issuer, p.client, p.secret, p.trusted from users u join providers p on p.office_id = u.office_id
    where u.email = lower(address) and u.disabled is null
$$;
-- +goose StatementEnd
revoke all on function invoer_provider from public;
grant execute on function invoer_provider to invoer_app;
