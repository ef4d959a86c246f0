"""What a closed month and a booked run were made from, kept as long as they are."""

from catalog.model import Column, Table, text

MADE_FROM = Table(
    name="made_from",
    family="trust",
    grain="one row per inputs that something closed or booked was made from",
    key=("input_hash",),
    own_id=False,
    records=True,
    columns=(
        text("input_hash", "Form and hash of the inputs, as the month or run has it"),
        Column("inputs", "bytes", "Canonical text of the inputs, compressed (zlib)"),
    ),
)

TABLES = (MADE_FROM,)
