-- +goose Up
-- A name with one letter misread, lost or doubled has its first half or its
-- last half as it should be: two indexes of halves by length find it in a
-- handful of rows, where its trigrams stand in a hundred thousand. What differs
-- by more is still found by trigrams.

-- +goose StatementBegin
create function invoer_register_halves(generation text) returns void language plpgsql as $$
begin
    execute format('create index names_first_half on %I.names (length(key), left(key, length(key) / 2)) where length(key) >= 6', generation);
    execute format('create index names_last_half on %I.names (length(key), right(key, length(key) / 2)) where length(key) >= 6', generation);
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
    perform invoer_register_halves(generation);
    if trigrams is not null then
        execute format('create index names_like on %I.names using gin (key %I.gin_trgm_ops) where length(key) >= 6', generation, trigrams);
    end if;
    execute format('analyze %I.companies, %1$I.names, %1$I.addresses, %1$I.contacts', generation);
    execute format('grant usage on schema %I to invoer_app', generation);
    execute format('grant select on all tables in schema %I to invoer_app', generation);
end $$;
-- +goose StatementEnd

-- invoer_names_near finds the names that differ from a key of six letters or
-- more by one letter that is another, is lost or is one too many. The halves of
-- a key that is one longer or shorter are not those of the key itself: each
-- length has its own.
-- +goose StatementBegin
create function invoer_names_near(wanted text, threshold real) returns table (number bigint, name text, alike real)
    language plpgsql stable as $$
declare
    trigrams text := (select n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm');
begin
    if trigrams is null or length(wanted) < 6 then
        return;
    end if;
    return query execute format('select n.number, n.name, max(%I.similarity(n.key, $1)) from
            generate_series(length($1) - 1, length($1) + 1) as long, lateral (
                (select m.number, m.name, m.key from register.names m
                    where length(m.key) >= 6 and length(m.key) = long and left(m.key, length(m.key) / 2) = left($1, long / 2) limit 2000)
                union all
                (select m.number, m.name, m.key from register.names m
                    where length(m.key) >= 6 and length(m.key) = long and right(m.key, length(m.key) / 2) = right($1, long / 2) limit 2000)
            ) n
        where %1$I.similarity(n.key, $1) >= $2 group by 1, 2 order by 3 desc, 1 limit 5', trigrams) using wanted, threshold;
end $$;
-- +goose StatementEnd

revoke all on function invoer_register_halves, invoer_names_near from public;
grant execute on function invoer_names_near to invoer_app;

select invoer_register_halves('register');
