"""What every state's production taxes share: the sale, the dated rules, and the lines they make.

A state brings a TOML of rules, valid by production month, and says from what base each is taken,
where that is more than the value or the volume of what bears tax.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from domain.errors import DataError
from domain.facts import Facts, is_valid_in, load_facts
from domain.numbers.money import round_money
from domain.numbers.rounding import FACTOR_QUANTUM, round_half_away

Product = Literal["oil", "condensate", "gas"]
Basis = Literal["value", "volume"]


@dataclass(frozen=True, slots=True)
class TaxableSale:
    """One product of one property and month as it was sold; a state uses the facts it needs.

    Parameters
    ----------
    product : {"oil", "condensate", "gas"}
        Product sold.
    production_month : date
        Any day of the production month; it decides the rates.
    volume : Decimal
        Volume [bbl, or mcf at the state's base pressure]; negative for a reversal.
    value_usd : Decimal
        Value at the lease before costs [usd].
    marketing_cost_usd : Decimal
        Costs of bringing gas to market, gas only [usd].
    exempt_decimal : Decimal
        Sum of the decimals of governmental interests, which bear no tax and no fee [fraction].
    is_casinghead : bool
        Gas of an oil lease.
    trucking_cost_usd : Decimal
        Reasonable cost of trucking from the production unit to the first market [usd].
    wti_quarter_average : Decimal, optional
        Average price of WTI in the calendar quarter before the month [usd/bbl].
    """

    product: Product
    production_month: date
    volume: Decimal
    value_usd: Decimal
    marketing_cost_usd: Decimal = Decimal(0)
    exempt_decimal: Decimal = Decimal(0)
    is_casinghead: bool = False
    trucking_cost_usd: Decimal = Decimal(0)
    wti_quarter_average: Decimal | None = None


class TaxLine(NamedTuple):
    """One tax or fee: what rule of which edition made it, from what base, at what rate.

    `base` is in usd where `basis` is ``value``, in bbl or mcf where it is ``volume``.
    """

    name: str
    rule: str
    version: str
    content_hash: str
    basis: Basis
    base: Decimal
    rate: Decimal
    amount: Decimal

    @property
    def is_fee(self) -> bool:
        """Whether the line is a regulatory fee and not a production tax."""
        return self.rule.endswith("_fee")


class TaxedPart(NamedTuple):
    """The part of a sale that bears tax, without its sign."""

    sale: TaxableSale
    volume: Fraction
    value_usd: Fraction
    marketing_cost_usd: Fraction
    trucking_cost_usd: Fraction


class RuleBook(NamedTuple):
    """Where a state's dated rules stand."""

    state_name: str
    package: str
    file_name: str

    @property
    def facts(self) -> Facts:
        """The rules, with their version and the hash of the file."""
        return load_facts(self.package, self.file_name)

    @property
    def path(self) -> str:
        """The file as it stands in the repository."""
        return f"{self.package.replace('.', '/')}/{self.file_name}"


BaseOfRule = Callable[[Mapping[str, Any], TaxedPart], tuple[Basis, Fraction, Decimal]]


def at_rate(rule: Mapping[str, Any], part: TaxedPart) -> tuple[Basis, Fraction, Decimal]:
    """Return what a plain rule is taken from: the value or the volume, as its `basis` says.

    Raises
    ------
    DataError
        If it says neither.
    """
    rate = Decimal(rule["rate"])
    if rule.get("basis") == "value":
        return "value", part.value_usd, rate
    if rule.get("basis") == "volume":
        return "volume", part.volume, rate
    raise DataError(f"tax rule {rule['rule']} has no basis", remedy="say value or volume")


def tax_lines(
    book: RuleBook, sale: TaxableSale, base_of: BaseOfRule = at_rate
) -> tuple[TaxLine, ...]:
    """Return the taxes and fees of a sale by the rules of its production month.

    Parameters
    ----------
    book : RuleBook
        The state's dated rules.
    sale : TaxableSale
        What was sold.
    base_of : callable, optional
        The state's own rule: what a rule is taken from (``value`` or ``volume``), the base [usd,
        or bbl or mcf] and the rate. Without one, rules are plain rates.

    Returns
    -------
    tuple of TaxLine
        In the order of the file, each to the cent; a reversal mirrors its original.

    Raises
    ------
    DataError
        If the product or month has no rule, a plain rule no basis, or a cost or decimal is out of
        range.
    """
    _require_sane(sale)
    facts = book.facts
    taxed = 1 - Fraction(sale.exempt_decimal)
    sign = -1 if sale.volume < 0 or sale.value_usd < 0 else 1
    part = TaxedPart(
        sale,
        volume=Fraction(abs(sale.volume)) * taxed,
        value_usd=Fraction(abs(sale.value_usd)) * taxed,
        marketing_cost_usd=Fraction(sale.marketing_cost_usd) * taxed,
        trucking_cost_usd=Fraction(sale.trucking_cost_usd) * taxed,
    )
    return tuple(_line(facts, rule, base_of(rule, part), sign) for rule in _rules(book, sale))


def total_tax_usd(lines: tuple[TaxLine, ...]) -> Decimal:
    """Return the sum of the lines [usd]."""
    return sum((line.amount for line in lines), Decimal("0.00"))


def _require_sane(sale: TaxableSale) -> None:
    cost, exempt = sale.marketing_cost_usd, sale.exempt_decimal
    if sale.volume * sale.value_usd < 0:
        raise DataError(f"volume {sale.volume} and value {sale.value_usd} have opposite signs")
    if cost < 0 or (cost and sale.product != "gas"):
        raise DataError(f"marketing cost of {cost} usd is not allowed on {sale.product}")
    if not 0 <= exempt <= 1:
        raise DataError(f"exempt decimal {exempt} is not within 0 and 1")


def _line(
    facts: Facts, rule: Mapping[str, Any], taken: tuple[Basis, Fraction, Decimal], sign: int
) -> TaxLine:
    basis, base, rate = taken
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


def _rules(book: RuleBook, sale: TaxableSale) -> list[Mapping[str, Any]]:
    rules = [
        rule
        for rule in book.facts.content["rule"]
        if sale.product in rule["products"] and is_valid_in(rule, sale.production_month)
    ]
    if not rules:
        raise DataError(
            f"no {book.state_name} tax rule for {sale.product} in {sale.production_month:%Y-%m}",
            remedy=f"add a dated rule to {book.path}",
        )
    return rules
