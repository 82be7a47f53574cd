-- +goose Up
-- Row level security, enabled and forced on every table that has an office.
-- The owner's policy serves migrations and the few functions below, which run
-- before anybody is known.

-- +goose StatementBegin
do $$
declare
    t text;
    office  constant text := 'office_id = (select invoer_my_office())';
    -- who may see a row of a client
    sees    constant text := office || ' and ((select invoer_wide()) or client_id = (select invoer_my_client()))';
    -- who may change one
    works   constant text := office || ' and ((select invoer_wide()) or ((select invoer_worker()) and client_id = (select invoer_my_client())))';
    manages constant text := office || ' and (select invoer_manager())';
begin
    -- What a client's own person may see and hand in.
    foreach t in array array['deliveries', 'parts', 'files', 'events', 'audits'] loop
        execute format('create policy tenant on %I using (%s)', t, sees);
    end loop;
    -- What he may see, and the office may change.
    foreach t in array array['client_identities', 'pages', 'documents', 'document_pages', 'invoices', 'archives'] loop
        execute format('create policy tenant on %I for select using (%s)', t, sees);
        execute format('create policy work_insert on %I for insert with check (%s)', t, works);
        execute format('create policy work_update on %I for update using (%s)', t, works);
        execute format('create policy work_delete on %I for delete using (%s)', t, works);
    end loop;
    -- What is the office's own affair.
    foreach t in array array['bookings', 'suppliers'] loop
        execute format('create policy tenant on %I using (%s)', t, works);
    end loop;
    -- What only admins may touch.
    foreach t in array array['users', 'sessions', 'tokens', 'webhooks', 'webhook_attempts'] loop
        execute format('create policy tenant on %I using (%s)', t, manages);
    end loop;
    -- Clients are their own key.
    execute format('create policy tenant on clients for select using (%s)', replace(sees, 'client_id', 'id'));
    execute format('create policy work_insert on clients for insert with check (%s)', office || ' and (select invoer_wide())');
    execute format('create policy work_update on clients for update using (%s)', replace(works, 'client_id', 'id'));
    for t in select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = current_schema() and c.relkind = 'r' and c.relname not in ('goose_db_version', 'throttles')
    loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy owner on %I to current_user using (true)', t);
    end loop;
end $$;
-- +goose StatementEnd

create policy tenant on offices for select using (id = (select invoer_my_office()));
create policy manage on offices for update using (id = (select invoer_my_office()) and (select invoer_manager()));
-- Bytes are listed for the office only; whoever hands in must name what he stored.
create policy tenant on blobs using (office_id = (select invoer_my_office()) and (select invoer_wide()));
create policy upload on blobs for insert with check (office_id = (select invoer_my_office()));
-- Colleagues are known by name; a person sees himself, his sessions and tokens,
-- and cannot give himself another role.
create policy colleague on users for select using (office_id = (select invoer_my_office()) and (select invoer_wide()));
create policy self on users for select using (office_id = (select invoer_my_office()) and id = (select invoer_my_user()));
create policy self_change on users for update using (office_id = (select invoer_my_office()) and id = (select invoer_my_user()))
    with check (office_id = (select invoer_my_office()) and id = (select invoer_my_user()) and role = current_setting('invoer.role', true));
create policy self on sessions using (office_id = (select invoer_my_office()) and user_id = (select invoer_my_user()));
create policy self on tokens using (office_id = (select invoer_my_office()) and user_id = (select invoer_my_user()));

grant usage on schema public to invoer_app;
grant select, insert, update, delete on all tables in schema public to invoer_app;
grant usage on all sequences in schema public to invoer_app;
revoke all on goose_db_version, throttles from invoer_app;
grant select on goose_db_version to invoer_app;
revoke insert, delete on offices from invoer_app;
revoke update, delete on audits, events from invoer_app; -- history is only written
revoke delete on deliveries, parts, files, pages, documents, invoices, archives from invoer_app; -- nothing of a document is deleted

-- Search needs an index that row level security keeps from being used: the
-- operator @@ is not leakproof. This view holds the same rule in its own
-- where-clause (docs/decisions/0031).
create view documents_found as
    select id, office_id, client_id, delivery_id, file_id, kind, language, status, stage, run, version, received, held,
           supplier, supplier_vat, number, issued, due, total, currency, sure, findings, words
    from documents where office_id = (select invoer_my_office())
        and ((select invoer_wide()) or client_id = (select invoer_my_client()));
grant select on documents_found to invoer_app;

-- Before anybody is known. Each function gives the least that identification
-- needs; they are all that stands outside Store.In.

-- invoer_try counts a sign-in before its password is looked at, so that many
-- at once do not slip through: it gives the time until which no try is allowed,
-- or null. Subjects are an e-mail and an address; free tries come before pauses
-- that double from a second to a quarter of an hour. A day of peace forgets.
-- +goose StatementBegin
create function invoer_try(subjects text[], free int[], at timestamptz) returns timestamptz
    language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare stop timestamptz;
begin
    delete from throttles where last < at - interval '1 day';
    select max(until) into stop from throttles where subject = any (subjects) and until > at;
    if stop is not null then
        return stop;
    end if;
    insert into throttles as t (subject, failed, last, until)
    select s.subject, 1, at, at from unnest(subjects) s(subject) order by 1
    on conflict (subject) do update set failed = t.failed + 1, last = excluded.last,
        until = at + case when t.failed < free[array_position(subjects, t.subject)] then interval '0'
            else interval '1 second' * least(900, power(2, least(10, t.failed - free[array_position(subjects, t.subject)]))) end;
    return null;
end $$;
-- +goose StatementEnd

-- invoer_tried takes a try back that succeeded, and forgets those before it of
-- the same e-mail, the first of the subjects.
-- +goose StatementBegin
create function invoer_tried(subjects text[]) returns void
    language sql volatile security definer set search_path = public, pg_temp as $$
    delete from throttles where subject = subjects[1];
    update throttles set failed = greatest(0, failed - 1), until = last where subject = any (subjects);
$$;
-- +goose StatementEnd

-- +goose StatementBegin
create function invoer_credentials(address text)
    returns table (office uuid, client uuid, person uuid, role text, password text)
    language sql stable security definer set search_path = public, pg_temp as $$
    select office_id, client_id, id, role, password from users
    where email = lower(address) and disabled is null and password <> ''
$$;
-- +goose StatementEnd

-- invoer_session finds who holds a session, and notes at most once a minute
-- that it is in use.
-- +goose StatementBegin
create function invoer_session(secret bytea, at timestamptz, idle interval)
    returns table (id uuid, csrf text, created timestamptz, seen timestamptz, expires timestamptz, agent text,
        person uuid, office uuid, client uuid, role text, email text, name text, language text, joined timestamptz)
    language sql volatile security definer set search_path = public, pg_temp as $$
    update sessions s set seen = at from users u
    where s.hash = secret and s.expires > at and s.seen > at - idle and s.seen < at - interval '1 minute'
      and u.id = s.user_id and u.disabled is null;
    select s.id, s.csrf, s.created, s.seen, s.expires, s.agent,
           u.id, u.office_id, u.client_id, u.role, u.email, u.name, u.language, u.created
    from sessions s join users u on u.id = s.user_id
    where s.hash = secret and s.expires > at and s.seen > at - idle and u.disabled is null
$$;
-- +goose StatementEnd

-- invoer_token finds who holds an API token, likewise.
-- +goose StatementBegin
create function invoer_token(secret bytea, at timestamptz)
    returns table (person uuid, office uuid, client uuid, role text, scopes text[])
    language sql volatile security definer set search_path = public, pg_temp as $$
    update tokens set used = at
    where hash = secret and revoked is null and (used is null or used < at - interval '1 minute');
    select u.id, u.office_id, coalesce(t.client_id, u.client_id), u.role, t.scopes
    from tokens t join users u on u.id = t.user_id
    where t.hash = secret and t.revoked is null and u.disabled is null
$$;
-- +goose StatementEnd

-- For the operator's commands.
-- +goose StatementBegin
create function invoer_offices()
    returns table (id uuid, name text, language text, created timestamptz)
    language sql stable security definer set search_path = public, pg_temp as $$
    select id, name, language, created from offices order by name, id
$$;
-- +goose StatementEnd
-- +goose StatementBegin
create function invoer_add_office(name text, language text)
    returns table (id uuid, name text, language text, created timestamptz)
    language sql volatile security definer set search_path = public, pg_temp as $$
    with made as (insert into offices (name, language) values ($1, $2) returning id, name, language, created),
    told as (insert into audits (office_id, noun, subject, action) select id, 'office', id, 'added' from made)
    select id, name, language, created from made
$$;
-- +goose StatementEnd
-- +goose StatementBegin
create function invoer_user(address text)
    returns table (id uuid, office uuid, client uuid, role text, email text, name text, language text, disabled boolean, created timestamptz)
    language sql stable security definer set search_path = public, pg_temp as $$
    select id, office_id, client_id, role, email, name, language, disabled is not null, created
    from users where email = lower(address)
$$;
-- +goose StatementEnd

-- invoer_due takes webhook attempts that are due, of all offices, and puts
-- their next try off so that no other worker takes them meanwhile.
-- +goose StatementBegin
create function invoer_due(most int, lease interval, at timestamptz)
    returns table (office uuid, attempt uuid, webhook uuid, url text, secret text, attempts int,
        event bigint, happened timestamptz, kind text, client uuid, document uuid, delivery uuid, data jsonb)
    language sql volatile security definer set search_path = public, pg_temp as $$
    with due as (
        select id from webhook_attempts where next <= $3 order by next limit $1 for update skip locked),
    taken as (
        update webhook_attempts a set next = $3 + $2 from due where a.id = due.id
        returning a.id, a.office_id, a.webhook_id, a.event_id, a.attempts)
    select t.office_id, t.id, w.id, w.url, w.secret, t.attempts, e.id, e.at, e.kind, e.client_id, e.document_id, e.delivery_id, e.data
    from taken t join webhooks w on w.id = t.webhook_id join events e on e.id = t.event_id
    where w.active order by e.id
$$;
-- +goose StatementEnd

revoke all on function invoer_announce, invoer_try, invoer_tried, invoer_credentials, invoer_session, invoer_token,
    invoer_offices, invoer_add_office, invoer_user, invoer_due from public;
grant execute on function invoer_try, invoer_tried, invoer_credentials, invoer_session, invoer_token,
    invoer_offices, invoer_add_office, invoer_user, invoer_due to invoer_app;
