"""Registers to numbers: golden frames in every order, and what is refused."""

import math

import pytest

from domain.errors import ConfigError, DataError
from ingest.protocols.modbus.about import ABOUT
from ingest.protocols.modbus.decode import (
    LAYOUTS,
    REGISTER_TYPES,
    byte_order,
    decode,
    encode,
    is_whole,
    register_count,
)

# 1234.5 is 0x449A5000; 305419896 is 0x12345678; -2 is 0xFFFFFFFE.
GOLDEN = [
    ("float32", "ABCD", (0x449A, 0x5000), 1234.5),
    ("float32", "CDAB", (0x5000, 0x449A), 1234.5),
    ("float32", "BADC", (0x9A44, 0x0050), 1234.5),
    ("float32", "DCBA", (0x0050, 0x9A44), 1234.5),
    ("uint32", "ABCD", (0x1234, 0x5678), 305419896),
    ("uint32", "CDAB", (0x5678, 0x1234), 305419896),
    ("uint32", "BADC", (0x3412, 0x7856), 305419896),
    ("uint32", "DCBA", (0x7856, 0x3412), 305419896),
    ("int32", "ABCD", (0xFFFF, 0xFFFE), -2),
    ("int32", "CDAB", (0xFFFE, 0xFFFF), -2),
    ("int32", "BADC", (0xFFFF, 0xFEFF), -2),
    ("int32", "DCBA", (0xFEFF, 0xFFFF), -2),
    ("int16", "ABCD", (0xFFFE,), -2),
    ("int16", "CDAB", (0xFFFE,), -2),
    ("int16", "BADC", (0xFEFF,), -2),
    ("uint16", "ABCD", (0x1234,), 4660),
    ("uint16", "DCBA", (0x3412,), 4660),
]

# Floats of a published frame of a flow computer: 01 03 14 47EAF800 479C4000 43C8EEAD ...
PUBLISHED = [
    ((0x47EA, 0xF800), 120304.0),
    ((0x479C, 0x4000), 80000.0),
    ((0x43C8, 0xEEAD), 401.864654541),
    ((0x4400, 0x436B), 513.053405762),
]


@pytest.mark.parametrize(("register_type", "order", "registers", "number"), GOLDEN)
def test_decode__golden_frame(register_type, order, registers, number):
    assert decode(registers, register_type, order) == number
    assert encode(number, register_type, order) == registers


@pytest.mark.parametrize(("registers", "number"), PUBLISHED)
def test_decode__published_flow_computer_frame(registers, number):
    assert decode(registers, "float32") == pytest.approx(number, rel=1e-8)


def test_decode__not_a_number_and_infinities_come_through():
    assert math.isnan(decode((0x7FC0, 0x0000), "float32"))
    assert decode((0xFF80, 0x0000), "float32") == -math.inf


@pytest.mark.parametrize("registers", [(), (1,), (1, 2, 3)])
def test_decode__wrong_register_count_is_refused(registers):
    with pytest.raises(DataError, match="takes 2 registers"):
        decode(registers, "uint32")


def test_decode__register_beyond_sixteen_bits_is_refused():
    with pytest.raises(DataError, match="sixteen bits"):
        decode((0x10000,), "uint16")


@pytest.mark.parametrize(
    ("number", "register_type"),
    [(70000, "uint16"), (-1, "uint32"), (1.5, "int16"), (math.nan, "int32"), (1e39, "float32")],
)
def test_encode__what_does_not_fit_is_refused(number, register_type):
    with pytest.raises(DataError, match="does not fit"):
        encode(number, register_type)


def test_byte_order__names_of_site_files_and_of_orders():
    assert byte_order("big") == "ABCD"
    assert byte_order("little") == "CDAB"
    assert byte_order("badc") == "BADC"
    with pytest.raises(ConfigError, match="unknown word order"):
        byte_order("middle")


def test_register_count__unknown_type_is_refused():
    assert [register_count(name) for name in ("int16", "uint16", "int32", "float32")] == [
        1,
        1,
        2,
        2,
    ]
    with pytest.raises(ConfigError, match="unknown register type"):
        register_count("float64")


def test_register_types__each_has_a_layout_and_is_told_to_whoever_writes_a_url():
    assert tuple(LAYOUTS) == REGISTER_TYPES
    assert f"one of {' '.join(REGISTER_TYPES)};" in ABOUT.explained


@pytest.mark.parametrize("register_type", REGISTER_TYPES)
def test_encode__a_fraction_fits_where_the_type_is_not_whole(register_type):
    assert is_whole(register_type) is (register_type != "float32")
    if not is_whole(register_type):
        assert decode(encode(1.5, register_type), register_type) == 1.5
        return
    for number in (1.5, math.inf):
        with pytest.raises(DataError, match=f"does not fit {register_type}"):
            encode(number, register_type)
