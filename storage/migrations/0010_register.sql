-- +goose Up
-- The register of enterprises (KBO/BCE open data): public facts, the same for
-- every office, hence without one and without row level security. The server
-- may read them and nothing else. They stand in a schema of their own, which a
-- load replaces as a whole (docs/decisions/0066).

-- Names are found by their trigrams. Whoever may not make the extension has a
-- register in which only names without a misread letter are found; doctor says
-- so.
-- +goose StatementBegin
do $$
begin
    if exists (select from pg_extension where extname = 'pg_trgm') then
        return;
    end if;
    create schema trigrams;
    create extension pg_trgm schema trigrams;
    grant usage on schema trigrams to invoer_app;
exception when insufficient_privilege or undefined_file or feature_not_supported then
    raise notice 'pg_trgm is not there and cannot be made';
end $$;
-- +goose StatementEnd

-- invoer_register_begin makes the empty tables of a new generation.
-- +goose StatementBegin
create function invoer_register_begin(generation text) returns void language plpgsql as $$
begin
    execute format('create schema %I', generation);
    execute format('create table %I.companies (number bigint not null, form text not null)', generation);
    execute format('create table %I.names (number bigint not null, kind smallint not null, language smallint not null,
        name text not null, key text not null)', generation);
    execute format('create table %I.addresses (number bigint not null, zip text not null, town_nl text not null, town_fr text not null,
        street_nl text not null, street_fr text not null, house text not null, box text not null, country text not null)', generation);
    execute format('create table %I.contacts (number bigint not null, kind text not null, value text not null, key text not null)', generation);
end $$;
-- +goose StatementEnd

-- invoer_register_finish makes its indexes, when the rows are there, and lets
-- the server read it. Without pg_trgm there is no names_like.
-- +goose StatementBegin
create function invoer_register_finish(generation text) returns void language plpgsql as $$
declare
    trigrams text := (select n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm');
begin
    execute format('alter table %I.companies add primary key (number)', generation);
    execute format('create index on %I.names (number)', generation);
    execute format('create index names_key on %I.names (key)', generation);
    execute format('create index on %I.addresses (number)', generation);
    execute format('create index on %I.contacts (number)', generation);
    execute format('create index contacts_key on %I.contacts (key)', generation);
    if trigrams is not null then
        execute format('create index names_like on %I.names using gin (key %I.gin_trgm_ops) where length(key) >= 6', generation, trigrams);
    end if;
    execute format('analyze %I.companies, %1$I.names, %1$I.addresses, %1$I.contacts', generation);
    execute format('grant usage on schema %I to invoer_app', generation);
    execute format('grant select on all tables in schema %I to invoer_app', generation);
end $$;
-- +goose StatementEnd

-- invoer_names_like finds the names that are most like a key of six letters or
-- more; none where there are no trigrams.
-- +goose StatementBegin
create function invoer_names_like(wanted text, threshold real) returns table (number bigint, name text, alike real)
    language plpgsql stable as $$
declare
    trigrams text := (select n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm');
begin
    if trigrams is null or to_regclass('register.names_like') is null or length(wanted) < 6 then
        return;
    end if;
    perform set_config('pg_trgm.similarity_threshold', threshold::text, true);
    return query execute format('select n.number, n.name, %I.similarity(n.key, $1) from register.names n
        where n.key operator(%1$I.%%) $1 and length(n.key) >= 6 order by 3 desc, n.number limit 5', trigrams) using wanted;
end $$;
-- +goose StatementEnd

revoke all on function invoer_register_begin, invoer_register_finish, invoer_names_like from public;
grant execute on function invoer_names_like to invoer_app;

select invoer_register_begin('register');
select invoer_register_finish('register');
