-- +goose Up
-- Keys of one letter do something on the desk wherever the cursor is. Who speaks to
-- his machine, or whose hand strays, turns them off for himself (WCAG 2.2, 2.1.4).

alter table users add column letter_keys boolean not null default true;

-- invoer_session finds whose a session is, as before, and whether he wants no such keys.
drop function invoer_session(bytea, timestamptz, interval);
-- +goose StatementBegin
create function invoer_session(secret bytea, at timestamptz, idle interval)
    returns table (id uuid, csrf text, created timestamptz, seen timestamptz, expires timestamptz, agent text,
        person uuid, office uuid, client uuid, role text, email text, name text, language text, joined timestamptz, unproven boolean, no_letters boolean)
    language sql volatile security definer set search_path = public, pg_temp as $$
    update sessions s set seen = at from users u
    where s.hash = secret and s.expires > at and s.seen > at - idle and s.seen < at - interval '1 minute'
      and u.id = s.user_id and u.disabled is null;
    select s.id, s.csrf, s.created, s.seen, s.expires, s.agent,
           u.id, u.office_id, u.client_id, u.role, u.email, u.name, u.language, u.created,
           not s.proven and (o.second_factor = 'everybody' or o.second_factor = 'office' and u.client_id is null)
               and not exists (select from second_factors f where f.user_id = u.id and f.confirmed is not null)
               and not exists (select from passkeys p where p.user_id = u.id and p.created >= s.created),
           not u.letter_keys
    from sessions s join users u on u.id = s.user_id join offices o on o.id = u.office_id
    where s.hash = secret and s.expires > at and s.seen > at - idle and u.disabled is null
$$;
-- +goose StatementEnd
revoke all on function invoer_session from public;
grant execute on function invoer_session to invoer_app;
