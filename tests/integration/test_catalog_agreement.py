"""The catalog and the migrated database say the same, object by object."""

from collections.abc import Callable
from graphlib import TopologicalSorter

import pytest

from catalog.enumerations import ENUMERATIONS
from catalog.registry import BY_NAME, TABLES
from catalog.render import comments, draft, draft_enumeration
from storage.connections import Connection
from storage.server.credentials import Role

pytestmark = pytest.mark.own_database

Open = Callable[[Role], Connection]
Shape = dict[str, dict[str, object]]

OBJECTS = {
    "enumerations": """
        select t.typname, string_agg(e.enumlabel, ' ' order by e.enumsortorder)
        from pg_type t
        join pg_enum e on e.enumtypid = t.oid
        where t.typnamespace = 'wellflow'::regnamespace
        group by t.typname""",
    "columns": """
        select
            c.relname || '.' || a.attname,
            concat_ws(' ',
                format_type(a.atttypid, a.atttypmod),
                case when a.attnotnull then 'not null' end,
                'default ' || pg_get_expr(d.adbin, d.adrelid))
        from pg_attribute a
        join pg_class c on c.oid = a.attrelid
        left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
        where c.relnamespace = 'wellflow'::regnamespace
            and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped""",
    "constraints": """
        select c.relname || '.' || k.conname, pg_get_constraintdef(k.oid)
        from pg_constraint k
        join pg_class c on c.oid = k.conrelid
        where k.connamespace = 'wellflow'::regnamespace and k.contype <> 'n'""",
    "indexes": """
        select indexname, indexdef from pg_indexes where schemaname = 'wellflow'""",
    "row security": """
        select
            c.relname,
            concat_ws(' ', c.relrowsecurity, c.relforcerowsecurity,
                pg_get_expr(p.polqual, p.polrelid), p.polcmd, p.polroles)
        from pg_class c
        left join pg_policy p on p.polrelid = c.oid and p.polname = 'tenant'
        where c.relnamespace = 'wellflow'::regnamespace and c.relkind = 'r'""",
    "comments": """
        select
            c.relname || coalesce('.' || a.attname, ''),
            d.description
        from pg_class c
        left join lateral (
            select 0 as attnum, null as attname
            union all
            select attnum, attname from pg_attribute
            where attrelid = c.oid and attnum > 0 and not attisdropped) a on true
        left join pg_description d on d.objoid = c.oid and d.objsubid = a.attnum
        where c.relnamespace = 'wellflow'::regnamespace and c.relkind = 'r'""",
}


def shape(conn: Connection) -> Shape:
    return {aspect: dict(conn.execute(query).fetchall()) for aspect, query in OBJECTS.items()}


def rebuild_from_drafts(conn: Connection) -> None:
    """Replace the migrated schema by what the catalog alone would make."""
    conn.execute("drop schema wellflow cascade")
    conn.execute("create schema wellflow")
    for name in ENUMERATIONS:
        conn.execute(draft_enumeration(name).encode())
    for table in in_order_of_references():
        conn.execute(draft(BY_NAME[table]).encode())
    tenants = "".join(
        line for line in comments().splitlines(keepends=True) if " scada." not in line
    )
    conn.execute(tenants.encode())


def in_order_of_references() -> list[str]:
    order: TopologicalSorter[str] = TopologicalSorter()
    for table in TABLES:
        if table.schema == "wellflow":
            parents = {column.references for column in table.columns if column.references}
            roots = {"organization_directory", "organization"} if table.is_tenant else set()
            order.add(table.name, *((parents | roots) - {table.name}))
    return list(order.static_order())


def test_database__is_what_the_catalog_drafts(connection: Open) -> None:
    conn = connection("owner")
    migrated = shape(conn)
    rebuild_from_drafts(conn)
    drafted = shape(conn)
    different = {
        aspect: {
            name: (migrated[aspect].get(name), drafted[aspect].get(name))
            for name in migrated[aspect].keys() | drafted[aspect].keys()
            if migrated[aspect].get(name) != drafted[aspect].get(name)
        }
        for aspect in OBJECTS
    }
    assert {aspect: names for aspect, names in different.items() if names} == {}
    assert len(migrated["columns"]) > 500


def test_readings__have_the_catalog_s_columns_and_key(connection: Open) -> None:
    conn = connection("owner")
    columns = conn.execute(
        "select a.attname, format_type(a.atttypid, a.atttypmod), not a.attnotnull,"
        " col_description(a.attrelid, a.attnum) is not null"
        " from pg_attribute a"
        " where a.attrelid = 'scada.reading'::regclass and a.attnum > 0 order by a.attnum"
    ).fetchall()
    assert [(name, kind, optional) for name, kind, optional, _ in columns] == [
        (column.name, _full(column.sql_type), column.optional)
        for column in BY_NAME["reading"].all_columns
    ]
    assert all(commented for *_, commented in columns)
    key = conn.execute(
        "select pg_get_constraintdef(oid) from pg_constraint"
        " where conrelid = 'scada.reading'::regclass and contype = 'p'"
    ).fetchone()
    assert key == ("PRIMARY KEY (organization_id, tag_id, observed_at)",)


def test_reading_views__show_the_columns_of_the_reading(connection: Open) -> None:
    names = [column.name for column in BY_NAME["reading"].all_columns]
    sent = [name for name in names if name != "organization_id"]
    seen = {
        "wellflow.reading": ("api", names),
        "edge.reading_in": ("owner", sent),
        "edge.reading_new": ("owner", sent),
    }
    for view, (role, expected) in seen.items():
        cursor = connection(role).execute(f"select * from {view} limit 0".encode())  # type: ignore[arg-type]
        assert [column.name for column in cursor.description or ()] == expected


def _full(sql_type: str) -> str:
    return "timestamp with time zone" if sql_type == "timestamptz" else sql_type
