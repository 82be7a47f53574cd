#!/usr/bin/env bash
# Makes the roles of an outside PostgreSQL: the login of the running program,
# which owns nothing, in the group that migrations grant to. The official image
# runs it once, on an empty database. By hand: INVOER_SERVER_PASSWORD=...
# POSTGRES_USER=invoer_owner POSTGRES_DB=invoer setup/roles.sh
set -euo pipefail

psql --set ON_ERROR_STOP=1 --set password="$INVOER_SERVER_PASSWORD" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
create role invoer_app nologin;
create role invoer_server login password :'password' in role invoer_app;
SQL
