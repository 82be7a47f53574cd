-- +goose Up
-- The words of letters that the documents of an office have: whoever misspells
-- one finds what is spelled nearly so (docs/decisions/0146). Without pg_trgm
-- there is no index of trigrams, and nothing is near.
create table lexicon (
    office_id uuid not null references offices,
    word      text not null,
    primary key (office_id, word)
);
alter table lexicon enable row level security;
alter table lexicon force row level security;
create policy owner on lexicon to current_user using (true);
create policy tenant on lexicon using (office_id = (select invoer_my_office()) and (select invoer_wide()));
grant select, insert on lexicon to invoer_app;

insert into lexicon (office_id, word)
    select distinct d.office_id, w.word from documents d, unnest(tsvector_to_array(d.words)) as w (word)
    where w.word ~ '^[a-z]{4,24}$';

-- +goose StatementBegin
do $$
declare
    trigrams text := (select n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm');
begin
    if trigrams is not null then
        execute format('create index lexicon_like on lexicon using gin (word %I.gin_trgm_ops)', trigrams);
    end if;
end $$;
-- +goose StatementEnd

-- invoer_words_like gives the words of one's office that share so many trigrams
-- with one, the likest first. It belongs to the owner, because the operator of
-- trigrams is not leakproof: under row level security no index serves it.
-- +goose StatementBegin
create function invoer_words_like(wanted text, threshold real, differ int, most int) returns table (word text)
    language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    trigrams text := (select n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm');
begin
    if trigrams is null then
        return;
    end if;
    perform set_config('pg_trgm.similarity_threshold', threshold::text, true);
    return query execute format('select l.word from lexicon l
        where l.office_id = $1 and l.word operator(%1$I.%%) $2 and length(l.word) between length($2) - $3 and length($2) + $3
        order by %1$I.similarity(l.word, $2) desc, l.word limit $4', trigrams) using invoer_my_office(), wanted, differ, most;
end $$;
-- +goose StatementEnd
revoke all on function invoer_words_like from public;
grant execute on function invoer_words_like to invoer_app;
