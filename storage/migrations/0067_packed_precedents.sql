-- +goose Up
-- Tallies and weights as the program reads them (precedent.packed): an object was
-- twice as large, and reading it was most of a proposal's time.
-- +goose StatementBegin
create function invoer_packed_text(said text) returns bytea language sql as $$
    select int4send(octet_length(convert_to(said, 'UTF8'))) || convert_to(said, 'UTF8')
$$;
create function invoer_packed_tally(t jsonb) returns bytea language sql as $$
    select int4send((t ->> 'n')::int) || int4send(coalesce((t ->> 's')::int, 0)) || int4send(coalesce((t #>> '{r,n}')::int, 0))
        -- 64 bits without a sign
        || int8send((case when w >= 9223372036854775808 then w - 18446744073709551616 else w end)::bigint)
        || invoer_packed_text(coalesce(t ->> 'l', ''))
        || coalesce((select string_agg(float8send((c ->> 'w')::float8) || float8send((c ->> 'f')::float8) || invoer_packed_text(c ->> 'o'), ''::bytea order by n)
            from jsonb_array_elements(case jsonb_typeof(t -> 'c') when 'array' then t -> 'c' else '[]' end) with ordinality counts (c, n)), '')
    from (select coalesce((t #>> '{r,w}')::numeric, 0) w) record
$$;
create function invoer_packed_weights(w jsonb) returns bytea language sql as $$
    select coalesce(string_agg(float8send((value ->> 'v')::float8) || float8send((value ->> 's')::float8) || invoer_packed_text(key), ''::bytea order by key), '')
    from jsonb_each(w)
$$;
-- +goose StatementEnd
alter table precedents alter column tally type bytea using invoer_packed_tally(tally);
alter table precedent_weights alter column weights type bytea using invoer_packed_weights(weights);
alter table precedent_weights alter column weights set storage external; -- to be read often, and not smaller when packed
drop function invoer_packed_weights;
drop function invoer_packed_tally;
drop function invoer_packed_text;
