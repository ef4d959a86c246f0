"""Reports to agencies and their rows: what was filed before, and what a sheet prints."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from psycopg.rows import class_row

from sql import query
from storage.connections import Connection


@dataclass(frozen=True, slots=True)
class Operator:
    """The operator on a form's head."""

    id: UUID
    company_name: str
    p5_operator_number: str
    address: Any
    phone: str


@dataclass(frozen=True, slots=True)
class Report:
    """A report; version 0 is a draft."""

    id: UUID
    form_code: str
    period_from: date
    due_on: date
    status: str
    version: int
    form_body: Any
    calculated_values: Any


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One line of Form PR as it is printed."""

    line_number: int
    operator_name: str
    p5_operator_number: str
    district: str
    unit_number: str
    unit_name: str
    field_name: str
    commingling_permit: str
    well_kind: str
    opening_stock_bbl: int
    liquid_production_bbl: int
    liquid_dispositions: list[dict[str, Any]]
    closing_stock_bbl: int
    gas_production_mcf: int
    gas_dispositions: list[dict[str, Any]]
    is_balanced: bool


def filed_closings(conn: Connection, form_code: str, month: date) -> dict[UUID, int]:
    """Return the closing stock filed for a month, by reporting unit [whole bbl]."""
    rows = conn.execute(
        query("compliance/filed_closings"), {"form_code": form_code, "month": month}
    )
    return {row[0]: row[1] for row in rows}


def filed_openings(conn: Connection, form_code: str, month: date) -> dict[UUID, int]:
    """Return the opening stock filed for a month, by reporting unit [whole bbl]."""
    rows = conn.execute(
        query("compliance/filed_openings"), {"form_code": form_code, "month": month}
    )
    return {row[0]: row[1] for row in rows}


def operators(conn: Connection, operator_ids: list[UUID]) -> list[Operator]:
    """Return the operators of reporting units."""
    with conn.cursor(row_factory=class_row(Operator)) as cursor:
        cursor.execute(query("compliance/operators"), {"operator_ids": operator_ids})
        return cursor.fetchall()


def newest_report(conn: Connection, form_code: str, month: date) -> Report | None:
    """Return the newest version of a form for a month, or nothing."""
    with conn.cursor(row_factory=class_row(Report)) as cursor:
        cursor.execute(query("compliance/newest_report"), {"form_code": form_code, "month": month})
        return cursor.fetchone()


def report_rows(conn: Connection, report_id: UUID) -> list[ReportRow]:
    """Return the lines of a report in order."""
    with conn.cursor(row_factory=class_row(ReportRow)) as cursor:
        cursor.execute(query("compliance/report_rows"), {"report_id": report_id})
        return cursor.fetchall()


def organization_settings(conn: Connection) -> dict[str, Any]:
    """Return the operator's own switches."""
    row = conn.execute("select settings from wellflow.organization").fetchone()
    return {} if row is None else row[0]


def delete_report(conn: Connection, form_code: str, month: date, version: int) -> None:
    """Delete one version of a report with its rows; a closed month refuses."""
    key = {"form_code": form_code, "month": month, "version": version}
    conn.execute(query("compliance/delete_rows"), key)
    conn.execute(query("compliance/delete_report"), key)
