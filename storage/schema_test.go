package storage

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
)

var update = flag.Bool("update", false, "write schema.sql anew")

// What schema.sql is made of, in this order. It is written from the catalogue
// and not by pg_dump, whose output changes between versions of PostgreSQL.
var schemaParts = []struct{ title, sql string }{
	{"Tables", `select format(E'create table %s (\n%s\n);', c.relname, string_agg(line, E',\n' order by first, place, line))
		from pg_class c cross join lateral (
			select 1 as first, a.attnum::int as place, format('    %s %s%s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
				case when a.attnotnull then ' not null' end,
				case a.attidentity when 'a' then ' generated always as identity' end,
				' default ' || pg_get_expr(d.adbin, d.adrelid)) as line
			from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
			where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
			union all
			select 2, 0, format('    constraint %s %s', k.conname, pg_get_constraintdef(k.oid))
			from pg_constraint k where k.conrelid = c.oid and k.contype in ('p', 'u', 'f', 'c', 'x')) lines
		where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> 'goose_db_version'
		group by c.relname order by c.relname`},
	// PostgreSQL 15 says before each column of which table it is, later ones only where there are two.
	{"Views", `select format(E'create view %s as\n%s', relname, regexp_replace(pg_get_viewdef(oid, true), '\m[a-z_]+\.(?=[a-z_])', '', 'g')) from pg_class
		where relkind = 'v' and relnamespace = 'public'::regnamespace order by relname`},
	{"Indexes that are not of constraints", `select pg_get_indexdef(i.indexrelid) || ';' from pg_index i join pg_class c on c.oid = i.indexrelid
		where c.relnamespace = 'public'::regnamespace and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
		order by c.relname`},
	{"Row level security", `select format('alter table %s %s;', relname, concat_ws(', ',
			case when relrowsecurity then 'enable row level security' end, case when relforcerowsecurity then 'force row level security' end))
		from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and (relrowsecurity or relforcerowsecurity) order by relname`},
	{"Policies", `select format('create policy %s on %s for %s to %s%s%s;', policyname, tablename, lower(cmd), array_to_string(roles, ', '),
			' using ' || qual, ' with check ' || with_check)
		from pg_policies where schemaname = 'public' and policyname <> 'owner' order by tablename, policyname`},
	{"Functions", `select pg_get_functiondef(oid) || ';' from pg_proc where pronamespace = 'public'::regnamespace order by proname, oid::regprocedure::text`},
	{"Triggers", `select pg_get_triggerdef(t.oid) || ';' from pg_trigger t join pg_class c on c.oid = t.tgrelid
		where not t.tgisinternal and c.relnamespace = 'public'::regnamespace order by c.relname, t.tgname`},
	{"What the server may do", `select format('grant %s on %s to invoer_app;', string_agg(lower(privilege_type), ', ' order by privilege_type), table_name)
		from information_schema.role_table_grants where grantee = 'invoer_app' and table_schema = 'public' group by table_name order by table_name`},
}

// schema.sql is for those who review: what all migrations together make.
func TestSchemaFileIsFresh(t *testing.T) {
	t.Parallel()
	_, db := openStore(t, Settings{})
	conn, err := ownerConn(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	defer hangUp(t.Context(), conn)
	var b strings.Builder
	b.WriteString("-- The schema that the migrations make. Written by go test ./storage -run Schema -update; do not edit.\n")
	for _, part := range schemaParts {
		rows, err := conn.Query(t.Context(), part.sql)
		if err != nil {
			t.Fatal(err)
		}
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatalf("%s: %v", part.title, err)
		}
		b.WriteString("\n-- " + part.title + "\n\n" + strings.Join(lines, "\n") + "\n")
	}
	if *update {
		if err := os.WriteFile("schema.sql", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile("schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(kept), b.String()); diff != "" {
		t.Errorf("schema.sql is stale, run go test ./storage -run Schema -update (-kept +made):\n%s", diff)
	}
}
