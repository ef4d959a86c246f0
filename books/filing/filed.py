"""What was filed: the rows of a month's newest closed form, read by the state's own record."""

from datetime import date
from uuid import UUID

from domain.calendar import month_label
from domain.states.form import Form, FormRow
from storage.connections import Connection
from storage.rows import compliance


def filed_rows(conn: Connection, form: Form[FormRow], month: date) -> dict[UUID, FormRow]:
    """Return the rows filed for a month, by reporting unit.

    Raises
    ------
    DataError
        If a stored row does not fit the state's record; report and line are named.
    """
    return {
        stored.reporting_unit_id: form.read_row(
            stored.form_row, f"{form.name} of {month_label(month)}, line {stored.line_number}"
        )
        for stored in compliance.filed_rows(conn, form.code, month)
    }
