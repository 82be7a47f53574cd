-- +goose Up
-- Webhooks are told in turn (docs/decisions/0240): one whose receiver is slow
-- or gone keeps no other waiting.
create index webhook_attempts_of_webhook on webhook_attempts (webhook_id, next) where next is not null;
drop index webhook_attempts_due;

drop function invoer_due(int, interval, timestamptz);
-- invoer_due takes what is due of so many webhooks at most, of all offices, so
-- many attempts of each, and puts their next try off so that no other worker
-- takes them meanwhile. Busy are the webhooks that the caller tells already; with
-- them an office has so many at most.
-- +goose StatementBegin
create function invoer_due(most int, of_each int, of_office int, busy uuid[], lease interval, at timestamptz)
    returns table (office uuid, attempt uuid, webhook uuid, url text, secret text, attempts int,
        event bigint, happened timestamptz, kind text, client uuid, document uuid, delivery uuid, data jsonb)
    language sql volatile security definer set search_path = public, pg_temp as $$
    with waiting as (
        select w.id, d.next, row_number() over (partition by w.office_id order by d.next)
            + (select count(*) from webhooks b where b.office_id = w.office_id and b.id = any ($4)) as place
        from webhooks w cross join lateral (
            select a.next from webhook_attempts a where a.webhook_id = w.id and a.next <= $6 order by a.next limit 1) d
        where w.active and w.id <> all ($4)),
    told as (
        select id from waiting where place <= $3 order by next limit $1),
    due as (
        select a.id from told t cross join lateral (
            select id from webhook_attempts where webhook_id = t.id and next <= $6 order by next, event_id limit $2 for update skip locked) a),
    taken as (
        update webhook_attempts a set next = $6 + $5 from due where a.id = due.id
        returning a.id, a.office_id, a.webhook_id, a.event_id, a.attempts)
    select t.office_id, t.id, w.id, w.url, w.secret, t.attempts, e.id, e.at, e.kind, e.client_id, e.document_id, e.delivery_id, e.data
    from taken t join webhooks w on w.id = t.webhook_id join events e on e.id = t.event_id
    order by e.id
$$;
-- +goose StatementEnd
revoke all on function invoer_due from public;
grant execute on function invoer_due to invoer_app;
