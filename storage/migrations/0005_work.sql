-- +goose Up
-- The work that rows wait for: who has one, whom a bell was rung for, and what
-- is kept of a page that was read.

-- One row: what tells two databases apart that ring at one Redis.
create table installations (
    one boolean primary key default true check (one),
    id   uuid not null default gen_random_uuid()
);
insert into installations default values;
grant select on installations to invoer_app;

-- A page's words are kept in its row, packed, so that finishing a page is one
-- commit (docs/decisions/0035).
alter table pages drop column words;
alter table pages
    add column words bytea, -- packed []invoer.Word; null until the page was read
    add column dpi   double precision not null default 0, -- of the picture that is read
    add column blank boolean not null default false, -- nothing stands on it
    add column fate  text not null default '' check (fate in ('', 'document', 'separator', 'blank'));

-- An e-invoice's pages are those of the PDF that its sender put into it.
alter table files add column picture text not null default ''; -- blob key

-- A file that goes through its stages again says which documents it replaces.
create index documents_by_file on documents (file_id);

-- The run of a document that people and webhooks were told of as read or held.
alter table documents add column told int not null default -1;

-- How many of a client's rows have been rung for, and which comes next.
create index files_rung on files (office_id, client_id) where rung is not null and stage in ('open', 'split');
create index pages_rung on pages (office_id, client_id) where rung is not null and stage in ('normalise', 'read');
create index documents_rung on documents (office_id, client_id) where rung is not null and stage not in ('done', 'held');
create index files_waiting_of_client on files (office_id, client_id, since) where stage in ('open', 'split');
create index documents_waiting_of_client on documents (office_id, client_id, since) where stage not in ('done', 'held');

-- Leases are renewed by who holds them.
create index files_leased on files (lease_by) where lease_by <> '';
create index pages_leased on pages (lease_by) where lease_by <> '';
create index documents_leased on documents (lease_by) where lease_by <> '';

-- Before anybody is known the sweep may ask three things of all offices: which
-- rows wait, since when, and that the leases of a worker live on. It gets
-- identifiers only.

-- invoer_sweep marks rows that nobody was rung for, or whose ring got lost,
-- as rung and names them: of each client at most a few, the oldest first.
-- +goose StatementBegin
create function invoer_sweep(what text, of_client int, in_all int, lost interval)
    returns table (office uuid, id uuid, page int, stage text, run int)
    language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
begin
    if what = 'file' then
        return query
        with due as (
            select f.id, row_number() over (partition by f.office_id, f.client_id order by f.since, f.id) as place,
                   f.since, f.rung is not null and f.rung > now() - lost as fresh
            from files f
            where f.stage in ('open', 'split') and (f.lease_until is null or f.lease_until < now())
              and (f.not_before is null or f.not_before <= now())),
        chosen as (select due.id from due where place <= of_client and not fresh order by since limit in_all),
        locked as (select f.id from files f join chosen using (id) for update of f skip locked)
        update files f set rung = now() from locked where f.id = locked.id
        returning f.office_id, f.id, 0, f.stage, f.run;
    elsif what = 'page' then
        return query
        with due as (
            select p.file_id, p.number, row_number() over (partition by p.office_id, p.client_id order by p.since, p.file_id, p.number) as place,
                   p.since, p.rung is not null and p.rung > now() - lost as fresh
            from pages p
            where p.stage in ('normalise', 'read') and (p.lease_until is null or p.lease_until < now())
              and (p.not_before is null or p.not_before <= now())),
        chosen as (select due.file_id, due.number from due where place <= of_client and not fresh order by since, due.file_id, due.number limit in_all),
        locked as (select p.file_id, p.number from pages p join chosen using (file_id, number) for update of p skip locked)
        update pages p set rung = now() from locked where p.file_id = locked.file_id and p.number = locked.number
        returning p.office_id, p.file_id, p.number, p.stage, p.run;
    elsif what = 'document' then
        return query
        with due as (
            select d.id, row_number() over (partition by d.office_id, d.client_id order by d.since, d.id) as place,
                   d.since, d.rung is not null and d.rung > now() - lost as fresh
            from documents d
            where d.stage not in ('done', 'held') and (d.lease_until is null or d.lease_until < now())
              and (d.not_before is null or d.not_before <= now())),
        chosen as (select due.id from due where place <= of_client and not fresh order by since limit in_all),
        locked as (select d.id from documents d join chosen using (id) for update of d skip locked)
        update documents d set rung = now() from locked where d.id = locked.id
        returning d.office_id, d.id, 0, d.stage, d.run;
    end if;
end $$;
-- +goose StatementEnd

-- invoer_oldest tells since when the oldest row waits that nobody put off.
-- +goose StatementBegin
create function invoer_oldest() returns timestamptz
    language sql stable security definer set search_path = public, pg_temp as $$
    select least(
        (select min(since) from files where stage in ('open', 'split') and (not_before is null or not_before <= now())),
        (select min(since) from pages where stage in ('normalise', 'read') and (not_before is null or not_before <= now())),
        (select min(since) from documents where stage not in ('done', 'held') and (not_before is null or not_before <= now())))
$$;
-- +goose StatementEnd

-- invoer_renew keeps the leases of those who are at work.
-- +goose StatementBegin
create function invoer_renew(holders text[], lease interval) returns void
    language sql security definer set search_path = public, pg_temp as $$
    update files set lease_until = now() + lease where lease_by = any(holders) and lease_by <> '' and lease_until > now();
    update pages set lease_until = now() + lease where lease_by = any(holders) and lease_by <> '' and lease_until > now();
    update documents set lease_until = now() + lease where lease_by = any(holders) and lease_by <> '' and lease_until > now();
$$;
-- +goose StatementEnd

revoke all on function invoer_sweep, invoer_oldest, invoer_renew from public;
grant execute on function invoer_sweep, invoer_oldest, invoer_renew to invoer_app;

-- What else the pipeline keeps: e-invoices found in PDFs, and PDFs found in
-- e-invoices.
alter table blobs drop constraint blobs_kind_check,
    add constraint blobs_kind_check check (kind in ('original', 'page', 'xml', 'picture', 'archive', 'manifest'));
