"""Cuts a file of SQL into its statements, for files that run outside a transaction."""

import re
from typing import Final

# A token in which a semicolon does not end a statement.
OPAQUE: Final = re.compile(
    r"""
      --[^\n]*                                   # comment to the end of the line
    | (?P<block>/\*)                             # block comment, nested: handled by hand
    | [eE]'(?:[^'\\]|\\.|'')*'                   # string with escapes
    | '(?:[^']|'')*'                             # string
    | "(?:[^"]|"")*"                             # quoted name
    | \$(?P<tag>[A-Za-z_]\w*|)\$.*?\$(?P=tag)\$  # dollar-quoted text
    | (?P<end>;)
    """,
    re.VERBOSE | re.DOTALL,
)
COMMENT_MARK: Final = re.compile(r"/\*|\*/")
ONLY_COMMENTS: Final = re.compile(r"(?:\s|--[^\n]*(?:\n|$)|/\*.*?\*/)*", re.DOTALL)


def statements(text: str) -> list[str]:
    """Return the statements of a text, without their semicolons and without empty ones."""
    found: list[str] = []
    start = position = 0
    while match := OPAQUE.search(text, position):
        position = match.end()
        if match["block"]:
            position = _end_of_comment(text, match.start())
        elif match["end"]:
            found.append(text[start : match.start()])
            start = position
    found.append(text[start:])
    return [part.strip() for part in found if not ONLY_COMMENTS.fullmatch(part)]


def _end_of_comment(text: str, start: int) -> int:
    depth = 0
    for match in COMMENT_MARK.finditer(text, start):
        depth += 1 if match[0] == "/*" else -1
        if depth == 0:
            return match.end()
    return len(text)
