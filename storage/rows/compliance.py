"""Reports to agencies and their rows: what was filed before, and what a sheet prints."""

from datetime import date
from typing import Any
from uuid import UUID

from domain.states.form import Operator
from domain.states.report import FiledRow, Report, ReportRow
from sql import query
from storage.connections import Connection
from storage.records import joined


def filed_rows(conn: Connection, form_code: str, month: date) -> list[FiledRow]:
    """Return the rows filed for a month, those of the newest closed version."""
    params = {"form_code": form_code, "month": month}
    return joined(conn, FiledRow, "compliance/filed_rows", params)


def operators(conn: Connection, operator_ids: list[UUID]) -> list[Operator]:
    """Return the operators of reporting units."""
    return joined(conn, Operator, "compliance/operators", {"operator_ids": operator_ids})


def newest_report(conn: Connection, form_code: str, month: date) -> Report | None:
    """Return the newest version of a form for a month, or nothing."""
    params = {"form_code": form_code, "month": month}
    found = joined(conn, Report, "compliance/newest_report", params)
    return found[0] if found else None


def report_rows(conn: Connection, report_id: UUID) -> list[ReportRow]:
    """Return the lines of a report in order."""
    return joined(conn, ReportRow, "compliance/report_rows", {"report_id": report_id})


def organization_settings(conn: Connection) -> dict[str, Any]:
    """Return the operator's own switches."""
    row = conn.execute("select settings from wellflow.organization").fetchone()
    return {} if row is None else row[0]


def delete_reports(conn: Connection, form_codes: list[str], month: date, version: int) -> None:
    """Delete one version of a month's forms with their rows; a closed month refuses."""
    key = {"form_codes": form_codes, "month": month, "version": version}
    conn.execute(query("compliance/delete_rows"), key)
    conn.execute(query("compliance/delete_reports"), key)
