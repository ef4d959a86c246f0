"""Bulk writes as the real pipeline role, under the tenants' policies."""

import pytest

from domain.errors import StorageError
from storage.bulk import insert_rows, replace_window
from storage.identity import stable_id
from storage.tenant import tenant_transaction


def companies(count, organization):
    return [
        {
            "organization_id": organization.organization_id,
            "id": stable_id(organization.slug, "company", str(number)),
            "company_code": f"C{number}",
            "company_name": f"Company {number}\tof \\N\n\"quotes\"",
            "metadata": {"number": number},
        }
        for number in range(count)
    ]


def test_insert_rows__stores_what_was_given(connection, organization):
    ours = organization()
    with tenant_transaction(connection("pipeline"), ours.organization_id) as conn:
        assert insert_rows(conn, "company", companies(3, ours)) == 3
        stored = conn.execute(
            "select company_name, metadata from wellflow.company order by company_code"
        ).fetchall()
    assert stored[2] == ('Company 2\tof \\N\n"quotes"', {"number": 2})
