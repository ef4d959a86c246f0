"""The numbered forms, letter by letter: a closed month of any release is compared with them.

The files beside this test are never written again. What must be written down otherwise is a new
form with a new file.
"""

import hashlib
from collections import namedtuple
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace as Record
from uuid import UUID

import pytest

from domain.calendar import Window
from domain.errors import DataError, StorageError
from domain.made_from import production_month, revenue_run
from domain.made_from.canonical import (
    MadeFrom,
    canonical_text,
    fingerprint,
    form_of,
    made_from,
    restored,
    rows_of,
    writer_of,
)
from domain.made_from.differences import differences
from domain.made_from.readings import readings_hash
from domain.month.inputs import MonthInputs
from domain.month.records import (
    BatteryMonth,
    ClosingStock,
    CompletionSum,
    GasOutlet,
    SettledSale,
    TicketedVolume,
    Unit,
    UnitFlow,
)

FILES = Path(__file__).parent / "made_from"
A, B, C = UUID(int=1), UUID(int=2), UUID(int=3)
MONTH = date(2026, 3, 1)
WINDOW = (datetime(2026, 3, 1, 13, tzinfo=UTC), datetime(2026, 4, 1, 12, tzinfo=UTC))


def month() -> MadeFrom:
    records = production_month.MonthRecords(
        units=[
            Record(id=A, state_jurisdiction="TX", kind="oil_lease", district="08",
                   unit_number="08111", unit_name="Año Nuevo", field_name="Bend",
                   permit="", operator_id=C),
        ],
        sums=[
            Record(completion_id=B, completion_name="A-1", reporting_unit_id=A,
                   oil_bbl=Decimal("930.0000"), gas_mcf=Decimal("620.5000"), water_bbl=None,
                   condensate_bbl=None, injection_bbl=None, oil_native=Decimal("930.000000"),
                   gas_native=None, water_native=None, injection_native=None,
                   native_liquid_unit="bbl", native_gas_unit="mcf", has_mixed_units=False,
                   hours_on=Decimal("743.0000"), days_reported=31, has_negative=None,
                   has_estimate=True, days_hash="5d41402abc4b2a76b9719d911017c592"),
        ],
        day_flags={B: ("stale_test", "hours_assumed")},
        batteries=[
            Record(facility_id=C, facility_code="NORTH", reporting_unit_id=None,
                   opening_bbl=Decimal("100.0000"), closing_bbl=Decimal("-0.0000"),
                   hauled_bbl=Decimal("1260.0000"), piped_bbl=Decimal(0),
                   produced_bbl=Decimal("1160.0000"), n_days=31),
        ],
        gas_outlets=[
            Record(facility_id=C, facility_code="NORTH", reporting_unit_id=A, meter_id=B,
                   meter_name="NORTH gas flare", use="flare", volume_mcf=Decimal("31.0000")),
        ],
        flows=[
            Record(facility_id=C, reporting_unit_id=A, phase="liquid", volume=Decimal("930.0000")),
            Record(facility_id=C, reporting_unit_id=A, phase="gas", volume=Decimal("620.5000")),
        ],
        settled=[
            Record(reporting_unit_id=A, phase="liquid", disposition_code="1", unit="bbl",
                   volume=Decimal("1258.0000"), statement_numbers=["S-1", "S-2"],
                   pressure_base_psia=None),
        ],
        gas_sale_codes={A: "3"},
        previous_stocks=[
            Record(reporting_unit_id=A, volume=Decimal("100.0000"), is_filed=True),
        ],
        coded_tickets=[
            Record(facility_id=C, disposition_code="7", volume_bbl=Decimal("2.5000"),
                   remarks=["a spill"]),
        ],
    )  # fmt: skip
    return production_month.form_1(MONTH, WINDOW, records)


def month_inputs() -> MonthInputs:
    """The same month as it is read today, keyed by kind."""
    return MonthInputs(
        month=MONTH,
        window=Window(*WINDOW),
        units={A: Unit(A, "TX", "oil_lease", "08", "08111", "Año Nuevo", "Bend", "", C)},
        sums=(
            CompletionSum(
                completion_id=B, completion_name="A-1", reporting_unit_id=A,
                oil_bbl=Decimal(930), gas_mcf=Decimal("620.5"), water_bbl=None,
                condensate_bbl=None, injection_bbl=None, oil_native=Decimal(930),
                gas_native=None, water_native=None, injection_native=None,
                native_liquid_unit="bbl", native_gas_unit="mcf", has_mixed_units=False,
                hours_on=Decimal(743), days_reported=31, has_negative=None, has_estimate=True,
                days_hash="5d41402abc4b2a76b9719d911017c592",
            ),
        ),
        day_flags={B: ("stale_test", "hours_assumed")},
        batteries=(
            BatteryMonth(C, "NORTH", None, Decimal(100), Decimal(0), Decimal(1260), Decimal(0),
                         Decimal(1160), 31),
        ),
        gas_outlets=(GasOutlet(C, "NORTH", A, B, "NORTH gas flare", "flare", Decimal(31)),),
        flows=(
            UnitFlow(C, A, "liquid", Decimal(930)),
            UnitFlow(C, A, "gas", Decimal("620.5")),
        ),
        settled=(SettledSale(A, "liquid", "truck", "bbl", Decimal(1258), ["S-2", "S-1"]),),
        gas_sale_kinds={A: "plant"},
        previous_stocks={A: ClosingStock(A, Decimal(100), is_filed=True)},
        ticketed=(TicketedVolume(C, "other", Decimal("2.5"), ["a spill"]),),
    )  # fmt: skip


def run() -> MadeFrom:
    statement = Record(
        id=A, purchaser_id=B, purchaser_name="Gulf", statement_number="S-1",
        statement_on=date(2026, 4, 20), total_usd=Decimal("84134.92"),
        check_amount_usd=Decimal("84134.92"), is_superseded=False,
    )  # fmt: skip
    line = Record(
        line_number=1, purchaser_property_code="G3", property_id=C, property_number="P-3",
        state="TX", sales_month=MONTH, product="oil", pressure_base_psia=None,
        volume=Decimal("1260.0000"), unit="bbl", price_usd_per_unit=Decimal("70.00000000"),
        gross_usd=Decimal("88200.00"), tax_withheld_usd=Decimal("4065.08"),
        deductions_usd=Decimal("0.00"), net_usd=Decimal("84134.92"),
        decimal_paid=Decimal("1.00000000"), contract_id=A, contract_property_id=C,
        tax_remitter="purchaser", delivery_point="on_lease", settlement_basis="gross",
        unit_kind="oil_lease", operator_id=B,
    )  # fmt: skip
    owner = Record(
        line_id=A, owner_id=B, interest_type="working_interest",
        interest_decimal=Decimal("0.66666667"), interest_fraction=Fraction(2, 3),
        pay_status="pay", payor="operator", is_residual=True,
    )  # fmt: skip
    tax = Record(
        name="oil production tax", rule="tx.oil.production", version="2026-01",
        content_hash="0f", basis="value", base=Decimal("88200.00000000"), rate=Decimal("0.046"),
        amount=Decimal("4057.20"),
    )  # fmt: skip
    return revenue_run.form_1(statement, [revenue_run.RunLine(line, C, [owner], [tax])])


@pytest.mark.parametrize(
    "written",
    [month, lambda: production_month.written_down(month_inputs()), run],
    ids=["production_month-1", "production_month-2", "revenue_run-1"],
)
def test_form__is_what_it_was_letter_by_letter(written: Callable[[], MadeFrom]) -> None:
    inputs = written()
    golden = (FILES / f"{inputs.form.replace('/', '-')}.json").read_text(encoding="utf-8")
    assert inputs.text == golden
    assert inputs.input_hash == f"{inputs.form}:{hashlib.sha256(golden.encode()).hexdigest()}"
    assert canonical_text(restored(inputs.input_hash, inputs.compressed)) == golden


def test_month_read_by_kind__is_written_down_in_form_1_as_it_was() -> None:
    inputs = month_inputs()
    assert production_month.written_down(inputs, "production_month/1") == month()
    assert production_month.written_down(inputs).form == "production_month/2"


@pytest.mark.parametrize(("produced_in", "code"), [(date(2021, 8, 1), "4"), (MONTH, "10")])
def test_form_1__has_the_codes_of_its_month(produced_in: date, code: str) -> None:
    inputs = month_inputs()
    sale = replace(inputs.settled[0], phase="gas", kind="pipeline", unit="mcf")
    unsaid = replace(inputs.settled[0], kind=None)
    inputs = replace(
        inputs, month=produced_in, settled=(sale, unsaid), gas_sale_kinds={A: "flare", B: "other"}
    )
    made = production_month.written_down(inputs, "production_month/1")
    content = restored(made.input_hash, made.compressed)
    assert content is not None
    assert content["gas_sale_codes"] == {str(A): code, str(B): "0"}
    assert {row["disposition_code"] for row in content["settled_sales"]} == {"2", None}


def test_form_1__of_a_sale_by_kind_names_everything_of_it() -> None:
    inputs = month_inputs()
    sale = SettledSale(A, "gas", "vent", "mcf", Decimal(7), ["S-2", "S-1"], Decimal("14.73"))
    early = replace(inputs, month=date(2021, 8, 1), settled=(sale,))
    made = production_month.written_down(early, "production_month/1")
    content = restored(made.input_hash, made.compressed)
    assert content is not None
    assert content["settled_sales"] == [
        {"reporting_unit_id": str(A), "phase": "gas", "disposition_code": "4", "unit": "mcf",
         "volume": "7", "statement_numbers": ["S-1", "S-2"], "pressure_base_psia": "14.73"},
    ]  # fmt: skip


def test_month__in_a_form_of_a_later_release_is_refused() -> None:
    with pytest.raises(StorageError, match=r"2026-03: .*production_month/3.*newer version"):
        production_month.written_down(month_inputs(), "production_month/3")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1.0000"), '"1"'),
        (Decimal("1E+3"), '"1000"'),
        (Decimal("-0.00"), '"0"'),
        (Decimal("0.10500"), '"0.105"'),
        (1e-7, '"0.0000001"'),
        (1e22, '"10000000000000000000000"'),
        (Fraction(2, 6), '"1/3"'),
        (7, "7"),
        (True, "true"),
        (None, "null"),
        (MONTH, '"2026-03-01"'),
        (datetime.fromisoformat("2026-03-01T07:00:00-06:00"), '"2026-03-01T13:00:00.000000Z"'),
        (A, '"00000000-0000-0000-0000-000000000001"'),
        ({"b": 1, "a": ("é", [])}, '{"a":["é",[]],"b":1}'),
    ],
)
def test_canonical_text__of_each_sort_of_value(value: object, text: str) -> None:
    assert canonical_text(value) == text


def test_canonical_text__refuses_a_record_whole() -> None:
    with pytest.raises(TypeError, match="name its fields one by one"):
        canonical_text({"point": namedtuple("Point", "x y")(1, 2)})
    with pytest.raises(TypeError, match="no canonical text"):
        canonical_text(Record(a=1))


def test_canonical_text__refuses_what_cannot_be_compared() -> None:
    with pytest.raises(DataError, match="NaN is no number"):
        canonical_text(Decimal("NaN"))
    with pytest.raises(TypeError, match="has no time zone"):
        canonical_text(datetime(2026, 3, 1))  # noqa: DTZ001


def test_rows__come_in_one_order_and_with_the_named_fields_alone() -> None:
    one, two = Record(id=A, size=Decimal(2), note="x"), Record(id=B, size=Decimal(1), note="y")
    assert rows_of([two, one], "id", "size") == rows_of([one, two], "id", "size")
    assert rows_of([one], "id", "size") == [{"id": A, "size": Decimal(2)}]


def test_writer_of__refuses_a_form_that_a_later_release_wrote() -> None:
    writers = {"a/1": str}
    assert writer_of(writers, "a/1", "2026-03") is str
    with pytest.raises(StorageError, match=r"^2026-03: .*form a/2.*install the newer version"):
        writer_of(writers, "a/2", "2026-03")


def test_form_of__tells_the_form_of_a_hash_and_of_none() -> None:
    assert form_of(month().input_hash) == "production_month/1"
    assert form_of("d637ae98028d76b7") is None


def test_fingerprint__of_a_part_names_its_form_and_never_changes() -> None:
    assert fingerprint("tank/1", amount_bbl=Decimal("100.4000"), gauge=None) == (
        "tank/1:c870965a588679c81b67c75aee223a01"
    )


def test_readings_hash__is_of_time_value_and_quality() -> None:
    Sample = namedtuple("Sample", "observed_at value quality")
    read = [Sample(WINDOW[0], 14790.5, 0), Sample(WINDOW[1], None, 0x80000000)]
    assert readings_hash(read) == "5d2be2ac04ac6ddd5765fdb9cc71a6da"
    assert readings_hash(read[::-1]) != readings_hash(read)
    assert readings_hash([read[0]._replace(value=0.0)]) != readings_hash(
        [read[0]._replace(value=None)]
    )


def test_restored__gives_nothing_for_what_the_hash_is_not_of() -> None:
    inputs = month()
    assert restored(inputs.input_hash, b"no such text") is None
    assert restored(inputs.input_hash, run().compressed) is None
    assert restored(run().input_hash, inputs.compressed) is None


def test_canonical_text__refuses_keys_that_fall_together() -> None:
    with pytest.raises(TypeError, match="the same canonical text"):
        canonical_text({1: "a", "1": "b"})


def test_form__does_not_hang_on_the_collation_of_a_database() -> None:
    settled = {
        "reporting_unit_id": A, "phase": "liquid", "disposition_code": None, "unit": "bbl",
        "volume": Decimal(1), "pressure_base_psia": None,
    }  # fmt: skip
    records = production_month.MonthRecords((), (), {}, (), (), (), (), {}, (), ())
    one, other = (
        replace(records, settled=[Record(**settled, statement_numbers=numbers)])
        for numbers in (["B-2", "a-1"], ["a-1", "B-2"])
    )
    assert production_month.form_1(MONTH, WINDOW, one) == production_month.form_1(
        MONTH, WINDOW, other
    )


def test_differences__name_the_parts_and_count_their_rows() -> None:
    then = restored(month().input_hash, month().compressed)
    assert then is not None
    then["flows"] = then["flows"][:1]
    then["gas_sale_codes"] = {}
    assert differences(then, month()) == ("flows (1 of 2)", "gas sale codes")
    assert differences(None, month()) == ()
    assert differences(restored(month().input_hash, month().compressed), month()) == ()


def test_made_from__the_same_content_has_another_hash_in_another_form() -> None:
    first, second = made_from("a/1", {"x": 1}), made_from("a/2", {"x": 1})
    assert first.text == second.text
    assert first.input_hash != second.input_hash
