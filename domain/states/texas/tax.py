"""Texas production taxes and cleanup fees on oil, condensate and gas."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from domain.errors import DataError
from domain.facts import Facts, is_valid_in, load_facts
from domain.numbers.money import round_money
from domain.numbers.rounding import FACTOR_QUANTUM, round_half_away

Product = Literal["oil", "condensate", "gas"]


class TaxLine(NamedTuple):
    """One tax or fee: what rule of which edition made it, from what base, at what rate.

    `base` is in usd where `basis` is ``value``, in bbl or mcf where it is ``volume``.
    """

    name: str
    rule: str
    version: str
    content_hash: str
    basis: Literal["value", "volume"]
    base: Decimal
    rate: Decimal
    amount: Decimal

    @property
    def is_fee(self) -> bool:
        """Whether the line is a regulatory fee and not a production tax."""
        return self.rule.endswith("_fee")


def texas_taxes(
    product: Product,
    production_month: date,
    volume: Decimal,
    value_usd: Decimal,
    *,
    marketing_cost_usd: Decimal = Decimal(0),
    exempt_decimal: Decimal = Decimal(0),
    is_casinghead: bool = False,
) -> tuple[TaxLine, ...]:
    """Return the Texas taxes and fees on one product of one property and month.

    Parameters
    ----------
    product : {"oil", "condensate", "gas"}
        Product sold.
    production_month : date
        Any day of the production month; it decides the rates.
    volume : Decimal
        Volume [bbl, or mcf at 14.65 psia]; negative for a reversal.
    value_usd : Decimal
        Value at the lease before costs [usd].
    marketing_cost_usd : Decimal
        Allowed marketing costs, gas only [usd].
    exempt_decimal : Decimal
        Sum of the decimals of governmental interests, which bear no tax and no fee [fraction].
    is_casinghead : bool
        Gas of an oil lease, whose taxable value may fall to zero.

    Returns
    -------
    tuple of TaxLine
        Production tax, then cleanup fee, each to the cent; a reversal mirrors its original.

    Raises
    ------
    DataError
        If the product or month has no rule, or a cost or decimal is out of range.

    References
    ----------
    .. [1] 1,000 bbl at 70 usd: tax 3,220.00 and fee 6.25; at 0.90 usd the minimum of 46.00.
    .. [2] 10,000 mcf for 25,000 usd with 4,000 usd of marketing: tax 1,575.00 and fee 6.67.
    """
    _require_sane(product, volume, value_usd, marketing_cost_usd, exempt_decimal)
    facts = load_facts("domain.states.texas", "texas.toml")
    taxed = 1 - Fraction(exempt_decimal)
    sign = -1 if volume < 0 or value_usd < 0 else 1
    sale = _Sale(
        Fraction(abs(volume)) * taxed,
        Fraction(abs(value_usd)) * taxed,
        Fraction(marketing_cost_usd) * taxed,
        is_casinghead,
    )
    return tuple(
        _line(facts, rule, sale, sign) for rule in _rules(facts, product, production_month)
    )


class _Sale(NamedTuple):
    """The taxed part of a sale, without its sign."""

    volume: Fraction
    value_usd: Fraction
    cost_usd: Fraction
    is_casinghead: bool


def total_tax_usd(lines: tuple[TaxLine, ...]) -> Decimal:
    """Return the sum of the lines [usd]."""
    return sum((line.amount for line in lines), Decimal("0.00"))


def _require_sane(
    product: str, volume: Decimal, value_usd: Decimal, marketing_cost_usd: Decimal,
    exempt_decimal: Decimal,
) -> None:  # fmt: skip
    if volume * value_usd < 0:
        raise DataError(f"volume {volume} and value {value_usd} have opposite signs")
    if marketing_cost_usd < 0 or (marketing_cost_usd and product != "gas"):
        raise DataError(f"marketing cost of {marketing_cost_usd} usd is not allowed on {product}")
    if not 0 <= exempt_decimal <= 1:
        raise DataError(f"exempt decimal {exempt_decimal} is not within 0 and 1")


def _line(facts: Facts, rule: Mapping[str, Any], sale: _Sale, sign: int) -> TaxLine:
    basis, base, rate = _base(rule, sale)
    return TaxLine(
        name=rule["name"],
        rule=rule["rule"],
        version=facts.content["version"],
        content_hash=facts.content_hash,
        basis=basis,
        base=sign * round_half_away(base, FACTOR_QUANTUM),
        rate=rate,
        amount=sign * round_money(base * Fraction(rate)),
    )


def _rules(facts: Facts, product: str, production_month: date) -> list[Mapping[str, Any]]:
    rules = [
        rule
        for rule in facts.content["rule"]
        if product in rule["products"] and is_valid_in(rule, production_month)
    ]
    if not rules:
        raise DataError(
            f"no Texas tax rule for {product} in {production_month:%Y-%m}",
            remedy="add a dated rule to domain/states/texas/texas.toml",
        )
    return rules


def _base(
    rule: Mapping[str, Any], sale: _Sale
) -> tuple[Literal["value", "volume"], Fraction, Decimal]:
    rate = Decimal(rule["rate"])
    if rule["basis"] == "volume":
        return "volume", sale.volume, rate
    minimum = Decimal(rule.get("minimum_usd_per_unit", "0"))
    if sale.value_usd * Fraction(rate) < sale.volume * Fraction(minimum):
        return "volume", sale.volume, minimum
    lowest = Fraction(rule.get("lowest_taxable_usd_per_unit", "0"))
    floor = Fraction(0) if sale.is_casinghead else sale.volume * lowest
    # Costs stop at the floor; a value that lies below it by itself is taxed as it is.
    taxable = max(sale.value_usd - sale.cost_usd, min(floor, sale.value_usd))
    return "value", taxable, rate
