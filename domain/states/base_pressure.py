"""The pressure at which a state counts its gas, dated as the rules of its agencies are."""

from datetime import date
from decimal import Decimal

from domain.errors import DataError
from domain.facts import is_valid_in, load_facts


def base_pressure_psia(package: str, production_month: date) -> Decimal:
    """Return a state's base pressure in a production month [psia].

    Parameters
    ----------
    package : str
        The state's package; its ``base_pressure.toml`` holds the dated pressures.
    production_month : date
        Any day of the month.

    Raises
    ------
    DataError
        If the state's file holds none for the month.
    """
    for fact in load_facts(package, "base_pressure.toml").content["base_pressure"]:
        if is_valid_in(fact, production_month):
            return Decimal(fact["psia"])
    raise DataError(
        f"no base pressure in {production_month:%Y-%m}",
        where=package,
        remedy="add it, dated, to the state's base_pressure.toml",
    )
