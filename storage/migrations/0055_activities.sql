-- +goose Up
-- What enterprises mainly do (NACE-BEL), of which bookings of suppliers that are
-- new are proposed. A register that was loaded before has none until it is loaded
-- again.

-- +goose StatementBegin
create function invoer_register_activities(generation text) returns void language plpgsql as $$
begin
    execute format('create table %I.activities (number bigint not null, nace text not null, rank int not null)', generation);
end $$;
-- +goose StatementEnd

-- +goose StatementBegin
create or replace function invoer_register_begin(generation text) returns void language plpgsql as $$
begin
    execute format('create schema %I', generation);
    execute format('create table %I.companies (number bigint not null, form text not null)', generation);
    execute format('create table %I.names (number bigint not null, kind smallint not null, language smallint not null,
        name text not null, key text not null)', generation);
    execute format('create table %I.addresses (number bigint not null, zip text not null, town_nl text not null, town_fr text not null,
        street_nl text not null, street_fr text not null, house text not null, box text not null, country text not null)', generation);
    execute format('create table %I.contacts (number bigint not null, kind text not null, value text not null, key text not null)', generation);
    perform invoer_register_activities(generation);
end $$;
-- +goose StatementEnd

-- +goose StatementBegin
create or replace function invoer_register_finish(generation text) returns void language plpgsql as $$
declare
    trigrams text := (select n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm');
begin
    execute format('alter table %I.companies add primary key (number)', generation);
    execute format('create index on %I.names (number)', generation);
    execute format('create index names_key on %I.names (key, number)', generation);
    execute format('create index on %I.addresses (number)', generation);
    execute format('create index on %I.contacts (number)', generation);
    execute format('create index contacts_key on %I.contacts (key)', generation);
    execute format('create index activities_number on %I.activities (number, rank desc)', generation);
    perform invoer_register_halves(generation);
    if trigrams is not null then
        execute format('create index names_like on %I.names using gin (key %I.gin_trgm_ops) where length(key) >= 6', generation, trigrams);
    end if;
    execute format('analyze %I.companies, %1$I.names, %1$I.addresses, %1$I.contacts, %1$I.activities', generation);
    execute format('grant usage on schema %I to invoer_app', generation);
    execute format('grant select on all tables in schema %I to invoer_app', generation);
end $$;
-- +goose StatementEnd

revoke all on function invoer_register_activities from public;

select invoer_register_activities('register');
create index activities_number on register.activities (number, rank desc);
grant select on register.activities to invoer_app;
