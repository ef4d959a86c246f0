"""Files say how a product left: by kind, or by the code of the earlier release."""

import pytest

from domain.errors import DataError
from exchange.disposition_kinds import with_kind


@pytest.mark.parametrize(
    ("table", "given", "kind"),
    [
        ("run_ticket", {"disposition_code": "5"}, "lost"),
        ("run_ticket", {"disposition_code": "1", "disposition_kind": "truck"}, "truck"),
        ("sales_contract", {"product": "oil", "disposition_code": "2"}, "rail_or_barge"),
        ("sales_contract", {"product": "gas", "disposition_code": "2"}, "pipeline"),
        ("sales_contract", {"product": "gas", "disposition_code": "0"}, "other"),
        ("sales_contract", {"product": "gas", "disposition_kind": "plant"}, "plant"),
    ],
)
def test_row__says_its_kind(table: str, given: dict[str, str], kind: str) -> None:
    row = with_kind(table, given, "line 2")
    assert row["disposition_kind"] == kind
    assert "disposition_code" not in row


def test_row__of_another_table_or_without_either_column_is_left_as_it_is() -> None:
    for table, given in (("meter", {"disposition_code": "5"}), ("run_ticket", {"remark": "x"})):
        assert with_kind(table, given, "line 2") == given


@pytest.mark.parametrize(
    ("table", "given", "fault"),
    [
        ("run_ticket", {"disposition_code": "5", "disposition_kind": "truck"},
         "line 2, column disposition_code: code 5 means lost, but disposition_kind is truck"),
        ("run_ticket", {"disposition_code": "10"}, "'10' is no disposition code of liquid"),
        ("run_ticket", {"disposition_kind": "flare"},
         "line 2, column disposition_kind: a run ticket does not carry 'flare'"),
        ("sales_contract", {"product": "gas", "disposition_code": "12"}, "12.*of gas"),
        ("sales_contract", {"product": "gas", "disposition_kind": "truck"}, "gas is not sold as"),
        ("sales_contract", {"product": "oil", "disposition_code": "5"}, "oil .* as 'lost'"),
    ],
)  # fmt: skip
def test_row__that_cannot_be_is_refused(table: str, given: dict[str, str], fault: str) -> None:
    with pytest.raises(DataError, match=fault):
        with_kind(table, given, "line 2")
