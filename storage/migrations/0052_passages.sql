-- +goose Up
-- When each stage was done with a row, and how long it was in a worker's hands:
-- {"read": {"at": "2026-11-30T09:00:00Z", "ms": 812}}. What is read again
-- replaces it.
alter table files add column took jsonb not null default '{}';
alter table pages add column took jsonb not null default '{}';
alter table documents add column took jsonb not null default '{}';
