-- +goose Up
-- Commands choose an office by its name: of two that are added at one instant the
-- second finds the first, and none is made.
-- +goose StatementBegin
create or replace function invoer_add_office(name text, language text)
    returns table (id uuid, name text, language text, created timestamptz)
    language sql volatile security definer set search_path = public, pg_temp as $$
    select pg_advisory_xact_lock(hashtextextended('offices', 0));
    with made as (
        insert into offices (name, language)
        select $1, $2 where not exists (select from offices o where lower(btrim(o.name)) = lower(btrim($1)))
        returning id, name, language, created),
    told as (insert into audits (office_id, noun, subject, action) select id, 'office', id, 'added' from made)
    select id, name, language, created from made
$$;
-- +goose StatementEnd
