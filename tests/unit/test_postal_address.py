"""Addresses as people write them."""

import pytest

from exchange.postal_address import postal_line


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ({"city": "Pecos", "state": "TX", "street": "115 South Cedar", "postal_code": "79772"},
         "115 South Cedar, Pecos, TX 79772"),
        ({"city": "Oslo", "country": "Norway"}, "Oslo, Norway"),
        ("Box 7, Midland", "Box 7, Midland"),
        (None, ""),
        ({}, ""),
    ],
)  # fmt: skip
def test_postal_line__is_in_the_order_of_an_envelope(address: object, line: str) -> None:
    assert postal_line(address) == line
