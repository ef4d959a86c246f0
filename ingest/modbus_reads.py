"""Which reads fetch the registers of a device: few, never across tables, learning what is illegal.

Neighbouring spans share a read up to the most registers a request may carry, and bridge small
gaps. A block that the device refuses as illegal is split until the spans at fault stand alone;
the finer blocks are kept, so the device is asked a wrong question once and not at every poll.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from domain.errors import ConfigError


@dataclass(frozen=True, order=True)
class Span:
    """The registers of one value."""

    table: str
    address: int
    count: int
    key: str

    @property
    def end(self) -> int:
        """One past the last register."""
        return self.address + self.count


@dataclass(frozen=True)
class Block:
    """One read: adjoining registers of one table, and the spans it serves."""

    table: str
    address: int
    count: int
    spans: tuple[Span, ...]

    def registers_of(self, span: Span, registers: Sequence[int]) -> Sequence[int]:
        """Cut the registers of a span out of what the read returned."""
        start = span.address - self.address
        return registers[start : start + span.count]


def plan_blocks(
    spans: Iterable[Span], *, max_registers: int = 125, gap_registers: int = 8
) -> list[Block]:
    """Return the reads that fetch all spans.

    Parameters
    ----------
    spans : iterable of Span
        Any order; spans may overlap or repeat.
    max_registers : int
        The most registers one read may ask for [registers].
    gap_registers : int
        The most unwanted registers between two spans that are read along [registers].

    Raises
    ------
    ConfigError
        When one span alone is longer than `max_registers`.
    """
    blocks: list[Block] = []
    group: list[Span] = []
    for span in sorted(spans):
        if span.count > max_registers:
            raise ConfigError(
                f"takes {span.count} registers, above max_registers={max_registers}", where=span.key
            )
        if group and not _joins(group, span, max_registers, gap_registers):
            blocks.append(_block(group))
            group = []
        group.append(span)
    if group:
        blocks.append(_block(group))
    return blocks


@dataclass
class ReadPlan:
    """The blocks of one device, finer with each refusal, and the spans found illegal."""

    max_registers: int = 125
    gap_registers: int = 8
    blocks: list[Block] = field(default_factory=list)
    illegal: list[Span] = field(default_factory=list)

    @classmethod
    def of(cls, spans: Iterable[Span], *, max_registers: int, gap_registers: int) -> "ReadPlan":
        """Plan the reads of a device that refused nothing yet."""
        blocks = plan_blocks(spans, max_registers=max_registers, gap_registers=gap_registers)
        return cls(max_registers, gap_registers, blocks)

    def refuse(self, block: Block) -> list[Block]:
        """Take out a block the device called illegal; return the finer blocks to read instead."""
        place = self.blocks.index(block)
        if len(block.spans) == 1:
            self.illegal.append(block.spans[0])
            del self.blocks[place]
            return []
        middle = len(block.spans) // 2
        halves = [
            finer
            for part in (block.spans[:middle], block.spans[middle:])
            for finer in plan_blocks(
                part, max_registers=self.max_registers, gap_registers=self.gap_registers
            )
        ]
        self.blocks[place : place + 1] = halves
        return halves

    def try_again(self) -> None:
        """Put what was illegal back, each span in a read of its own: a device may be changed."""
        self.blocks.extend(_block([span]) for span in self.illegal)
        self.illegal.clear()


def _joins(group: Sequence[Span], span: Span, max_registers: int, gap_registers: int) -> bool:
    first, end = group[0], max(member.end for member in group)
    return (
        span.table == first.table
        and span.address - end <= gap_registers
        and max(span.end, end) - first.address <= max_registers
    )


def _block(spans: Sequence[Span]) -> Block:
    start, end = spans[0].address, max(span.end for span in spans)
    return Block(spans[0].table, start, end - start, tuple(spans))
