"""Which reads fetch the registers of a device: few, never across tables, learning what is illegal.

Neighbouring spans share a read up to the most registers a request may carry, and bridge small
gaps. A block that the device refuses, or never answers while it answers others, is split until
the spans at fault stand alone: one bad address must not keep its neighbours from being read. The
finer blocks are kept, so the device is asked a wrong question once and not at every poll.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from domain.errors import ConfigError

# One lost reply is the network's; an address that stays silent is the device's.
_SILENCES: Final = 3


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
    """The blocks of one device, finer with each refusal, and the spans set aside."""

    max_registers: int = 125
    gap_registers: int = 8
    blocks: list[Block] = field(default_factory=list)
    illegal: list[Span] = field(default_factory=list)
    silent: list[Span] = field(default_factory=list)
    _spans: tuple[Span, ...] = ()
    _silences: Counter[Span] = field(default_factory=Counter)

    @classmethod
    def of(cls, spans: Iterable[Span], *, max_registers: int, gap_registers: int) -> "ReadPlan":
        """Plan the reads of a device that refused nothing yet."""
        every = tuple(sorted(spans))
        blocks = plan_blocks(every, max_registers=max_registers, gap_registers=gap_registers)
        return cls(max_registers, gap_registers, blocks, _spans=every)

    def refuse(self, block: Block) -> list[Block]:
        """Take out a block the device called illegal; return the finer blocks to read instead."""
        if len(block.spans) == 1:
            self.illegal.append(block.spans[0])
            self.blocks.remove(block)
            return []
        return self.split(block)

    def split(self, block: Block) -> list[Block]:
        """Put two finer blocks in the place of one and return them; one span stays as it is."""
        if len(block.spans) == 1:
            return []
        place = self.blocks.index(block)
        self.blocks[place : place + 1] = halves = self._halves(block)
        return halves

    def postpone(self, block: Block, *, is_device_alive: bool) -> None:
        """Ask a block that got no answer last from now on, in halves.

        A span alone that stays silent while the device answers others is set aside.
        """
        self.blocks.remove(block)
        if len(block.spans) > 1:
            self.blocks.extend(self._halves(block))
            return
        span = block.spans[0]
        self._silences[span] += is_device_alive
        if self._silences[span] >= _SILENCES:
            self.silent.append(span)
        else:
            self.blocks.append(block)

    def answered(self, block: Block) -> None:
        """Forget the silences of a block that was read."""
        if self._silences:
            for span in block.spans:
                self._silences.pop(span, None)

    def try_again(self) -> None:
        """Join what was split, and ask last and alone for what was set aside.

        A device may be changed or mended; no block bridges a span that was set aside.
        """
        aside = [*self.illegal, *self.silent]
        runs: list[list[Span]] = [[]]
        for span in self._spans:
            if span in aside:
                runs.append([])
            else:
                runs[-1].append(span)
        self.blocks = [block for run in runs for block in self._planned(run)]
        self.blocks.extend(_block([span]) for span in aside)
        self.illegal.clear()
        self.silent.clear()
        self._silences.clear()
        self._silences.update(dict.fromkeys(aside, _SILENCES - 1))

    def _halves(self, block: Block) -> list[Block]:
        middle = len(block.spans) // 2
        return self._planned(block.spans[:middle]) + self._planned(block.spans[middle:])

    def _planned(self, spans: Sequence[Span]) -> list[Block]:
        return plan_blocks(
            spans, max_registers=self.max_registers, gap_registers=self.gap_registers
        )


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
