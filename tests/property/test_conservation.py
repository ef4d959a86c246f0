"""Whatever is split adds up again, in any order, up and down, and for any owner."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.allocation.proportional import allocate_proportional
from domain.allocation.true_up import derived_production
from domain.numbers.money import CENT, round_money
from domain.numbers.shares import split_units
from domain.numbers.whole_units import file_gas, file_liquid
from domain.revenue.deck import DeckLine, require_deck
from domain.revenue.distribution import distribute
from tests.fixtures.texas_sale import texas_taxes

pytestmark = pytest.mark.figures

IDS = st.text("abcdefgh0123456789-", min_size=1, max_size=6)
WEIGHTS = st.dictionaries(IDS, st.integers(0, 10**9), min_size=1, max_size=12).filter(
    lambda weights: sum(weights.values()) > 0
)
VOLUMES = st.decimals(0, 10**6, places=4)
MONEY = st.decimals(-(10**8), 10**8, places=2)


@given(st.integers(-(10**12), 10**12), WEIGHTS)
def test_split__adds_up_and_stays_within_one_of_the_exact_share(total, weights) -> None:
    parts = split_units(total, weights)
    assert sum(parts.values()) == total
    whole = sum(weights.values())
    for key, part in parts.items():
        assert abs(part - Fraction(total * weights[key], whole)) < 1


@given(st.integers(0, 10**9), WEIGHTS, st.randoms())
def test_split__does_not_care_about_the_order(total, weights, random) -> None:
    shuffled = list(weights.items())
    random.shuffle(shuffled)
    assert split_units(total, dict(shuffled)) == split_units(total, weights)


@given(st.integers(0, 10**9), WEIGHTS, st.integers(1, 10**6))
def test_split__does_not_care_about_the_scale_of_the_weights(total, weights, factor) -> None:
    scaled = {key: weight * factor for key, weight in weights.items()}
    assert split_units(total, scaled) == split_units(total, weights)


@given(st.integers(-(10**6), 10**6), WEIGHTS, st.data())
def test_split__with_a_residual_party_adds_up_and_keeps_its_sign(total, weights, data) -> None:
    party = data.draw(st.sampled_from(sorted(weights)))
    parts = split_units(total, weights, residual_to=party)
    assert sum(parts.values()) == total
    assert all(part * total >= 0 for part in parts.values())


@given(VOLUMES, st.dictionaries(IDS, VOLUMES, min_size=1, max_size=12))
def test_allocation__is_conserved_and_gives_nothing_to_nothing(measured, theoretical) -> None:
    if sum(theoretical.values()) == 0:
        return
    found = allocate_proportional(measured, theoretical)
    assert sum(found.allocated.values()) == measured
    assert found.residual == 0
    assert all(found.allocated[key] == 0 for key, volume in theoretical.items() if volume == 0)


@given(MONEY)
def test_money__at_the_cent_stays(amount) -> None:
    assert round_money(amount) == amount


@given(st.fractions(-(10**6), 10**6))
def test_money__rounds_to_the_nearest_cent_and_mirrors(amount) -> None:
    found = round_money(amount)
    assert abs(Fraction(found) - amount) <= Fraction(CENT) / 2
    assert round_money(-amount) == -found


@st.composite
def decks(draw: st.DrawFn) -> list[DeckLine]:
    """Return a revenue deck whose decimals sum to exactly one."""
    weights = draw(WEIGHTS)
    decimals = split_units(10**8, weights)
    kinds = draw(st.lists(
        st.sampled_from(["working_interest", "royalty_interest", "overriding_royalty"]),
        min_size=len(weights), max_size=len(weights),
    ))  # fmt: skip
    return [
        DeckLine(key, "deck", f"owner-{key}", key.upper(), kind, Decimal(units).scaleb(-8))
        for (key, units), kind in zip(decimals.items(), kinds, strict=True)
    ]


@given(decks(), MONEY, MONEY, MONEY, st.sampled_from(["working_interest", "largest_remainder"]))
def test_distribution__every_column_foots_to_the_cent(
    deck, gross, tax, deductions, residue
) -> None:
    require_deck("revenue", deck)
    shares = distribute(deck, gross, tax, deductions, residue=residue)
    assert sum(each.gross_usd for each in shares) == gross
    assert sum(each.tax_usd for each in shares) == tax
    assert sum(each.deductions_usd for each in shares) == deductions
    assert sum(each.net_usd for each in shares) == gross - tax - deductions


@given(st.sampled_from(["oil", "condensate", "gas"]), VOLUMES, st.decimals(0, 10**8, places=2))
def test_tax__a_reversal_undoes_it(product, volume, value) -> None:
    month = date(2026, 3, 1)
    there = [line.amount for line in texas_taxes(product, month, volume, value)]
    back = [line.amount for line in texas_taxes(product, month, -volume, -value)]
    assert all(amount >= 0 for amount in there)
    assert back == [-amount for amount in there]


@given(st.integers(0, 10**5), VOLUMES, st.dictionaries(st.sampled_from("01234567"), VOLUMES),
       VOLUMES)  # fmt: skip
def test_whole_units__the_line_foots_and_production_is_never_negative(
    opening, closing, dispositions, produced
) -> None:
    closing = max(closing, opening + produced - sum(dispositions.values()))
    filed = file_liquid(opening, closing, dispositions)
    disposed = sum(filed.dispositions_bbl.values())
    assert filed.opening_bbl + filed.production_bbl - disposed == filed.closing_bbl
    assert filed.production_bbl >= 0
    gas = file_gas(dispositions)
    assert gas.production_mcf == sum(gas.dispositions_mcf.values())


@given(VOLUMES, VOLUMES, st.lists(VOLUMES))
def test_true_up__stock_and_dispositions_are_the_production(opening, produced, left) -> None:
    closing = opening + produced - sum(left)
    if closing < 0:
        return
    assert derived_production(opening, closing, left) == produced
