"""What a person should look at, declared once: each flag with its meaning, severity and remedy.

The flags themselves are raised where the rules are, as short words; `flags.toml` says what they
mean. A line of a report names a flag in front, ``stale_level: TK-1, 2 days``, with the month
before it where it is of a month; a fit lists its flags behind its name; a broken rule of a form
or statement stands in brackets at the end.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from domain.facts import load_facts

Severity = Literal["blocks", "warns", "notes"]

SEVERITIES: Final[tuple[Severity, ...]] = ("blocks", "warns", "notes")
# A completion's measured flags stand on its allocated day behind the quantity they are of.
_QUANTITY: Final = re.compile(r"(?:oil|gas|water|injection)_(?P<flag>\w+)")
_MONTH: Final = re.compile(r"\d{4}-\d{2} ")
_RULE: Final = re.compile(r"\[(?P<rule>[a-z_.]+)\]$")
_PLACEHOLDER: Final = re.compile(r"\\{\w+\\}")


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag: what it is raised of, how grave it is, what it means and what to do about it.

    `reads` is how its lines begin: its name, unless declared otherwise. Words in braces, as in
    ``{product}_not_measured``, stand for a word each.
    """

    name: str
    of: str
    severity: Severity
    meaning: str
    remedy: str
    reads: str

    def is_read_in(self, text: str) -> bool:
        """Return whether a text is this flag, its words in braces filled in."""
        return _pattern(self.reads).fullmatch(text) is not None


@cache
def declared_flags() -> tuple[Flag, ...]:
    """Return every flag there is, in the order of their declaration."""
    sections = load_facts("domain", "flags.toml").content
    return tuple(
        Flag(name, of, said["severity"], said["meaning"], said["remedy"], said.get("reads", name))
        for of, section in sections.items()
        for name, said in section.items()
    )


def flag_of(text: str, of: str | None = None) -> Flag | None:
    """Return the declaration of one flag as a row carries it, if there is one.

    Parameters
    ----------
    text : str
        For example ``stale_level``, ``oil_not_measured`` or ``no_opening_stock: TK-1``.
    of : str, optional
        What it was raised of, where a word is used of two: a day and a fit may have failed.
    """
    name = text.partition(": ")[0]
    known = [flag for flag in declared_flags() if of is None or flag.of == of]
    found = next((flag for flag in known if flag.is_read_in(name)), None)
    prefixed = _QUANTITY.fullmatch(name)
    if found is None and prefixed is not None:
        measured = [flag for flag in known if flag.of == "measurement"]
        found = next((flag for flag in measured if flag.is_read_in(prefixed["flag"])), None)
    return found


def flags_in(line: str) -> tuple[Flag, ...]:
    """Return the flags that a line of a report names: one, or those of a fit; none if it is free.

    This is for showing what a flag means. Nothing is decided by it.
    """
    rule = _RULE.search(line)
    if rule is not None:
        return _known([flag_of(rule["rule"])])
    told = _MONTH.sub("", line, count=1) if _MONTH.match(line) else line
    head = flag_of(told)
    if head is not None:
        return (head,)
    listed = told.partition(": ")[2].partition(" (")[0].split(", ")
    of_fit = [flag_of(each, of="fit") for each in listed]
    return () if None in of_fit else _known(of_fit)


def raised(lines: Iterable[str]) -> tuple[Flag, ...]:
    """Return every flag that some lines name, once each, the gravest first."""
    found = dict.fromkeys(flag for line in lines for flag in flags_in(line))
    return tuple(sorted(found, key=lambda flag: SEVERITIES.index(flag.severity)))


def _known(found: Iterable[Flag | None]) -> tuple[Flag, ...]:
    return tuple(flag for flag in found if flag is not None)


@cache
def _pattern(reads: str) -> re.Pattern[str]:
    return re.compile(_PLACEHOLDER.sub(r"[^\\s:]+", re.escape(reads)))
