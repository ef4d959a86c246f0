"""What is encoded into registers decodes to the same number, in every type and order."""

import math
import struct

from hypothesis import given
from hypothesis import strategies as st

from ingest.decode import BYTE_ORDERS, decode, encode, register_count

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
