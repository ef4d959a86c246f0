"""What a protocol says of itself before its library is needed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class About:
    """How a protocol is named in a URL, and what it is built on.

    Attributes
    ----------
    library : str or None
        The library of its source and probe, as it is imported; its loggers have that name too.
        None if Python's own is enough.
    scheme : str
        What a URL of one value begins with.
    form : str
        How such a URL is written.
    example : str
        One that could be real.
    options : frozenset of str, optional
        What may stand after the question mark; None if a query is part of the address.
    explained : str
        What form and example leave open, in whole sentences.
    """

    library: str | None
    scheme: str
    form: str
    example: str
    options: frozenset[str] | None = frozenset()
    explained: str = ""
