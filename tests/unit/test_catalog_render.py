"""What the catalog prints: drafts, comments, the glossary, frames and expectations."""

import pytest

from catalog.model import Table
from catalog.registry import BY_NAME, TABLES
from catalog.render import comments, draft
from catalog.render.expectations import Expectation, expectations, units_per_one
from catalog.render.glossary import PATH, glossary

TENANTS = [table for table in TABLES if table.is_tenant and table.schema == "wellflow"]


def test_glossary__is_current() -> None:
    assert PATH.read_text(encoding="utf-8") == glossary(), (
        "run python -m catalog.render.glossary and commit the page"
    )


@pytest.mark.parametrize("table", TENANTS, ids=lambda table: table.name)
def test_draft__of_a_tenant_s_table_is_secured(table: Table) -> None:
    text = draft(table)
    assert "force row level security" in text
    assert "create policy tenant" in text
    for line in text.splitlines():
        if " key (" in line and "foreign" not in line:
            assert "(organization_id" in line


def test_draft__of_an_empty_part_of_a_key_counts_it() -> None:
    assert "unique nulls not distinct (organization_id, hauler_id, ticket_number" in draft(
        BY_NAME["run_ticket"]
    )
    assert "constraint well_api14_key unique (organization_id, api14)" in draft(BY_NAME["well"])


def test_draft__keeps_general_and_product_decks_apart() -> None:
    text = draft(BY_NAME["deck"])
    assert "where (product is not null)" in text
    assert "where (product is null)" in text


def test_draft__says_no_name_is_too_long() -> None:
    names = [
        line.split()[1]
        for table in TABLES
        for line in draft(table).replace("create index", "constraint").splitlines()
        if line.strip().startswith("constraint")
    ]
    assert max(map(len, names)) <= 63


def test_comments__quote_and_name_the_unit() -> None:
    assert "comment on column wellflow.allocated_day.oil_bbl is" in comments()
    assert "[bbl]" in comments()
    assert "a well''s life" in comments()


def test_expectations__count_in_smallest_units() -> None:
    good = next(c for c in BY_NAME["measured_day"].columns if c.name == "good_pct")
    assert units_per_one(good) == 10_000
    assert Expectation(
        "expect_column_values_to_be_between",
        {"column": "good_pct", "min_value": 0, "max_value": 1_000_000},
    ) in expectations(BY_NAME["measured_day"])


def test_expectations__hold_keys_presence_and_words() -> None:
    names = {rule.name for rule in expectations(BY_NAME["allocated_day"])}
    assert "expect_compound_columns_to_be_unique" in names
    words = [
        rule.arguments["value_set"]
        for rule in expectations(BY_NAME["production_period"])
        if rule.name == "expect_column_values_to_be_in_set"
    ]
    assert words == [["open", "closing", "closed"]]
