-- +goose Up
-- What the European Central Bank published (invoer.ExchangeRate), as the operator
-- loaded it.
create table exchange_rates (
    office_id uuid not null references offices,
    currency  text not null check (currency ~ '^[A-Z]{3}$'),
    day       date not null,
    rate      text not null, -- units of the currency for one euro, as it was printed
    primary key (office_id, currency, day)
);
alter table exchange_rates enable row level security;
alter table exchange_rates force row level security;
create policy owner on exchange_rates to current_user using (true);
create policy tenant on exchange_rates using (office_id = (select invoer_my_office()) and (select invoer_wide()));
grant select, insert, update, delete on exchange_rates to invoer_app;
