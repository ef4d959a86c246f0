"""Grants of a file: presets spelled out, and the one right to read of the first release."""

from exchange.presets import spelled_out


def capabilities(*rows: dict[str, object]) -> list[object]:
    placed = [(row, f"row {number}") for number, row in enumerate(rows, start=1)]
    return [row["capability"] for row, _where in spelled_out(placed)]


def test_read__stands_for_the_three_rights_it_has_become() -> None:
    ann = {"app_user": "ann@example.com"}
    assert capabilities({**ann, "capability": "read"}) == [
        "read.field", "read.volume", "read.money",
    ]  # fmt: skip


def test_read__beside_a_preset_is_granted_once() -> None:
    ann = {"app_user": "ann@example.com"}
    granted = capabilities({**ann, "capability": "read"}, {**ann, "preset": "auditor"})
    assert sorted(map(str, granted)) == ["read.field", "read.money", "read.volume"]
