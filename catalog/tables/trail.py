"""The trail: every act of an organization in one chain, its end, and where it was written down."""

from catalog.model import Column, Table, instant, text
from domain.trail.anchor import REASONS

AUDIT_EVENT = Table(
    name="audit_event",
    family="trail",
    grain="one row per act, chained to the one before it",
    key=("seq",),
    records=True,
    is_dated=False,
    columns=(
        Column("seq", "bigint", "Place in the organization's chain, from 1 without a gap"),
        instant("at", "When it was done; the chain is in the order of the commits"),
        Column("app_user_id", "uuid", "Person who is proven to have acted", optional=True),
        text("actor", "Name of that person at the time, else of a schedule or a database login"),
        Column("session_id", "uuid", "Session in which the person acted", optional=True),
        text("login", "Database login that the transaction came with"),
        text("from_address", "Address the connection came from; none from this machine",
             optional=True),
        text("application", "What the connection calls itself"),
        text("kind", "What was done, as in deck.changed"),
        text("subject", "What it was done to: the key of a row, or how many rows"),
        Column("before", "json", "What it was, in what changed; of many rows number and hash",
               optional=True),
        Column("after", "json", "What it is; of many rows number and hash", optional=True),
        text("previous_hash", "Hash of the event before it; zeros at the first"),
        text("hash", "SHA-256 of its canonical text"),
    ),
    indexes=(("subject",),),
)  # fmt: skip

AUDIT_HEAD = Table(
    name="audit_head",
    family="trail",
    grain="one row per organization: the end of its chain",
    key=(),
    own_id=False,
    is_dated=False,
    columns=(
        Column("seq", "bigint", "Place of the newest event"),
        text("hash", "Hash of the newest event"),
    ),
)

AUDIT_ANCHOR = Table(
    name="audit_anchor",
    family="trail",
    grain="one row per end of the chain that was written down outside the database",
    records=True,
    is_dated=False,
    columns=(
        Column("seq", "bigint", "Place of the newest event then"),
        text("hash", "Hash of the newest event then"),
        instant("anchored_at", "When it was written down"),
        text("reason", "What for", words=REASONS),
        text("where_to", "File and line that hold it"),
    ),
    checks=(
        f"reason in ({', '.join(repr(word) for word in REASONS)})",
        "length(where_to) between 1 and 200",
    ),
)

TABLES = (AUDIT_EVENT, AUDIT_HEAD, AUDIT_ANCHOR)
