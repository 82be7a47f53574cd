-- +goose Up
-- Pages that look the same are looked for among those of one client: what a
-- supplier sends to a thousand clients looks the same in all their files.
alter table page_bands add column client_id uuid;
update page_bands b set client_id = p.client_id from pages p where p.file_id = b.file_id and p.number = b.page;
alter table page_bands drop constraint page_bands_pkey;
drop index page_bands_by_page;
alter table page_bands add primary key (file_id, page, band);
create index page_bands_of_client on page_bands (office_id, client_id, band);
grant update (client_id) on page_bands to invoer_app;
