"""Grouping of registers into reads, and learning what a device calls illegal."""

import pytest

from domain.errors import ConfigError
from ingest.protocols.modbus.reads import ReadPlan, Span, plan_blocks


def spans(*addresses, table="holding", count=2):
    return [Span(table, address, count, f"{table}{address}") for address in addresses]


def shape(blocks):
    return [(block.table, block.address, block.count) for block in blocks]


def test_plan_blocks__neighbours_share_a_read():
    assert shape(plan_blocks(spans(4, 0, 2))) == [("holding", 0, 6)]


def test_plan_blocks__small_gap_is_bridged_and_a_large_one_is_not():
    assert shape(plan_blocks(spans(0, 10), gap_registers=8)) == [("holding", 0, 12)]
    assert shape(plan_blocks(spans(0, 11), gap_registers=8)) == [
        ("holding", 0, 2),
        ("holding", 11, 2),
    ]


def test_plan_blocks__never_across_tables():
    both = [*spans(0, 2), *spans(0, 2, table="input")]
    assert shape(plan_blocks(both)) == [("holding", 0, 4), ("input", 0, 4)]


def test_plan_blocks__never_longer_than_the_device_allows():
    blocks = plan_blocks(spans(*range(0, 40, 2)), max_registers=16)
    assert [block.count for block in blocks] == [16, 16, 8]
    assert sum(len(block.spans) for block in blocks) == 20


def test_plan_blocks__overlapping_spans_read_the_same_registers():
    (block,) = plan_blocks([Span("input", 5, 2, "long"), Span("input", 5, 1, "word")])
    assert (block.address, block.count) == (5, 2)
    assert [list(block.registers_of(span, [7, 8])) for span in block.spans] == [[7], [7, 8]]


def test_plan_blocks__span_longer_than_a_read_is_refused():
    with pytest.raises(ConfigError, match="takes 2 registers"):
        plan_blocks(spans(0), max_registers=1)


def test_read_plan__bisects_to_the_span_at_fault_and_remembers():
    plan = ReadPlan.of(spans(*range(0, 16, 2)), max_registers=125, gap_registers=8)
    illegal = plan.blocks[0].spans[5]

    def poll():
        asked, pending = 0, list(plan.blocks)
        while pending:
            block = pending.pop(0)
            asked += 1
            if illegal in block.spans:
                pending = plan.refuse(block) + pending
        return asked

    first, second = poll(), poll()
    assert plan.illegal == [illegal]
    assert first <= 1 + 2 * 3
    assert second == len(plan.blocks) == 3
    assert illegal not in [span for block in plan.blocks for span in block.spans]


def test_read_plan__tries_illegal_spans_again_alone():
    plan = ReadPlan.of(spans(0), max_registers=125, gap_registers=8)
    plan.refuse(plan.blocks[0])
    assert plan.blocks == []
    plan.try_again()
    assert shape(plan.blocks) == [("holding", 0, 2)]
    assert plan.illegal == []


def test_read_plan__silent_span_is_asked_last_then_set_aside_then_joined_around():
    plan = ReadPlan.of(spans(*range(0, 16, 2)), max_registers=125, gap_registers=8)
    silent = plan.blocks[0].spans[3]

    def poll():
        for block in plan.blocks:
            if silent in block.spans:
                plan.postpone(block, is_device_alive=True)
                return block
            plan.answered(block)
        return None

    polls = 0
    while (failed := poll()) is not None:
        polls += 1
        assert failed.spans[0] in (*plan.blocks[-1].spans, *plan.blocks[-2].spans, silent)
    assert polls <= 3 + 3
    assert plan.silent == [silent]
    plan.try_again()
    assert shape(plan.blocks) == [("holding", 0, 6), ("holding", 8, 8), ("holding", 6, 2)]
    assert poll() is not None
    assert plan.silent == [silent], "one more silence is enough"


def test_read_plan__one_lost_reply_sets_nothing_aside():
    plan = ReadPlan.of(spans(0), max_registers=125, gap_registers=8)
    for _ in range(5):
        plan.postpone(plan.blocks[0], is_device_alive=True)
        plan.answered(plan.blocks[0])
    plan.postpone(plan.blocks[0], is_device_alive=False)
    assert (plan.silent, len(plan.blocks)) == ([], 1)
