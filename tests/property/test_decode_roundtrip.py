"""What is encoded into registers decodes to the same number, in every type and order."""

import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.protocols.modbus.decode import (
    BYTE_ORDERS,
    byte_order,
    decode,
    encode,
    is_subnormal,
    register_count,
)

pytestmark = pytest.mark.figures

WHOLE = {
    "int16": st.integers(-(2**15), 2**15 - 1),
    "uint16": st.integers(0, 2**16 - 1),
    "int32": st.integers(-(2**31), 2**31 - 1),
    "uint32": st.integers(0, 2**32 - 1),
}
NUMBERS = st.one_of(
    *(st.tuples(st.just(name), numbers) for name, numbers in WHOLE.items()),
    st.tuples(st.just("float32"), st.floats(width=32, allow_nan=False)),
)
WORDS = st.integers(0, 0xFFFF)


@given(NUMBERS, st.sampled_from(BYTE_ORDERS))
def test_decode__of_encode_is_identity(number, order):
    register_type, value = number
    registers = encode(value, register_type, order)
    assert len(registers) == register_count(register_type)
    assert decode(registers, register_type, order) == value


@given(st.sampled_from([*WHOLE, "float32"]), st.sampled_from(BYTE_ORDERS), st.tuples(WORDS, WORDS))
def test_encode__of_decode_is_identity_on_any_registers(register_type, order, words):
    registers = words[: register_count(register_type)]
    number = decode(registers, register_type, order)
    if math.isnan(number):
        return
    assert encode(number, register_type, order) == registers


@given(st.floats(width=32, allow_nan=False), st.sampled_from(BYTE_ORDERS))
def test_encode__orders_are_permutations_of_the_same_bytes(value, order):
    packed = b"".join(struct.pack(">H", word) for word in encode(value, "float32", order))
    places = {"A": 0, "B": 1, "C": 2, "D": 3}
    big_endian = struct.pack(">f", value)
    assert packed == bytes(big_endian[places[letter]] for letter in order)


@given(NUMBERS, st.sampled_from(["big", "little", *BYTE_ORDERS]))
def test_byte_order__every_name_of_a_site_file_round_trips(number, name):
    register_type, value = number
    order = byte_order(name)
    assert decode(encode(value, register_type, order), register_type, order) == value


@given(st.integers(1, 9999), st.integers(0, 3), st.sampled_from(BYTE_ORDERS))
def test_is_subnormal__words_of_a_short_decimal_swapped(quarters, places, order):
    """A number with few digits, as instruments give, has an empty low word: it shows itself."""
    value = quarters / 4 * 2.0**places
    registers = encode(value, "float32", order)
    wrong = {"ABCD": "CDAB", "CDAB": "ABCD", "BADC": "DCBA", "DCBA": "BADC"}[order]
    if registers[order in ("CDAB", "DCBA")] and 0 in registers:
        swapped = decode(registers, "float32", wrong)
        assert is_subnormal(swapped, "float32")
    assert not is_subnormal(value, "float32")
