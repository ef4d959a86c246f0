"""Cutting SQL into statements."""

import pytest

from storage.schema.split import statements


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("-- only a comment;\n/* and; /* another; */ */ ;;", []),
        ("select 1; select 2", ["select 1", "select 2"]),
        ("select ';', \"a;b\", 'it''s;';x", ["select ';', \"a;b\", 'it''s;'", "x"]),
        (r"select e'\';', E'a\\';x", [r"select e'\';', E'a\\'", "x"]),
        ("do $$ begin a; end $$;x", ["do $$ begin a; end $$", "x"]),
        ("do $f$ a; $$ b; $$ $f$;x", ["do $f$ a; $$ b; $$ $f$", "x"]),
        ("a /* ; /* ; */ ; */ b; c", ["a /* ; /* ; */ ; */ b", "c"]),
        ("-- x;\na;\n-- y\n", ["-- x;\na"]),
        ("select $1; b", ["select $1", "b"]),
        ("select 'C:\\'; b", ["select 'C:\\'", "b"]),
        ("insert into made'x';b", ["insert into made'x'", "b"]),
    ],
)
def test_statements__end_at_semicolons_that_count(text, expected):
    assert statements(text) == expected
