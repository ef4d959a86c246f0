"""What names a stored row is changed only when that is asked for, and then said."""

import pytest

from domain.errors import DataError
from tests.fixtures.field_month import FieldMonth
from tests.fixtures.namesakes import LEASE, TWO_BATTERIES, WELL, master


@pytest.mark.parametrize(
    ("change", "refusal", "said"),
    [
        (
            WELL.format(name="SMITH 1", more='lease = "L3"\napi14 = "42-317-10001"'),
            "well L1/SMITH 1 would become L3/SMITH 1",
            "well L1/SMITH 1 is now L3/SMITH 1",
        ),
        (
            WELL.format(name="SMITH 1H", more='lease = "L1"\napi14 = "42-317-10001"'),
            "well L1/SMITH 1 would become L1/SMITH 1H",
            "well L1/SMITH 1 is now L1/SMITH 1H",
        ),
        (
            WELL.format(name="SMITH 1", more='lease = "L1"\napi14 = "42-317-10009"'),
            "well L1/SMITH 1, api14 42317100010000 would become 42317100090000",
            "well L1/SMITH 1, api14 42317100010000 is now 42317100090000",
        ),
        (
            WELL.format(name="A-1", more='lease = "L3"'),
            "well /A-1 would become L3/A-1",
            "well /A-1 is now L3/A-1",
        ),
        (
            TWO_BATTERIES.replace('"TK-1"\nfacility = "BATT-B"', '"TK-2"\nfacility = "BATT-A"\n'
                                  'was = "BATT-B/TK-1"'),
            "tank BATT-B/TK-1 would become BATT-A/TK-2",
            "tank BATT-B/TK-1 is now BATT-A/TK-2",
        ),
    ],
    ids=["lease", "name", "api number", "a lease for a well without", "tank of another battery"],
)  # fmt: skip
def test_name_of_a_stored_row__is_changed_only_when_told(
    two_leases: FieldMonth, change: str, refusal: str, said: str
) -> None:
    master(two_leases, LEASE.format(number="L3") + TWO_BATTERIES)
    table = said.partition(" ")[0]
    before = two_leases.rows(f"select * from wellflow.{table} order by id")
    with pytest.raises(DataError, match=f"{refusal}.*--change-identity"):
        master(two_leases, change)
    assert two_leases.rows(f"select * from wellflow.{table} order by id") == before

    report = master(two_leases, change, told=True)
    assert report.renamed == (said,)
    assert report.inserted == {}
    ids = two_leases.rows(f"select id from wellflow.{table} order by id")
    assert ids == [(row[1],) for row in before]
    again = master(two_leases, change)
    assert (again.updated, again.renamed) == ({}, ())


def test_tank__that_takes_the_name_another_had_is_a_row_of_its_own(
    two_batteries: FieldMonth,
) -> None:
    moved = TWO_BATTERIES.replace(
        '"TK-1"\nfacility = "BATT-A"', '"TK-9"\nfacility = "BATT-A"\nwas = "BATT-A/TK-1"'
    )
    master(two_batteries, moved, told=True)
    assert master(two_batteries, TWO_BATTERIES).inserted == {"tank": 1}
    assert two_batteries.rows(
        "select count(distinct id) from wellflow.tank where tank_name in ('TK-1', 'TK-9')"
    ) == [(3,)]


def test_name__that_another_row_has_is_not_given(two_leases: FieldMonth) -> None:
    taken = WELL.format(name="SMITH 1", more='lease = "L2"\nwas = "L1/SMITH 1"')
    with pytest.raises(DataError, match=r"'L1/SMITH 1' cannot become L2/SMITH 1.*rename that one"):
        master(two_leases, taken, told=True)
    number = WELL.format(name="SMITH 1", more='lease = "L2"\napi14 = "42-317-10001"')
    with pytest.raises(DataError, match="42317100010000 is the number of L1/SMITH 1"):
        master(two_leases, number, told=True)


@pytest.mark.parametrize(
    "name", ["", " TK-1", "TK-1 ", "TK\\u0000", "TK-\\u200b1", "PEN\\u0303A"],
    ids=["empty", "blank before", "blank behind", "no character", "unseen", "in two parts"],
)  # fmt: skip
def test_name__that_no_file_could_say_is_not_given(two_batteries: FieldMonth, name: str) -> None:
    facility = '[[facility]]\nfacility_code = "{}"\nfacility_name = "F"\n'
    facility += 'facility_type = "tank_battery"\n'
    with pytest.raises(DataError, match=r"facility row 1, column facility_code: .* is no name"):
        master(two_batteries, facility.format(name))
    renamed = facility.format(name) + 'was = "BATT-A"\n'
    with pytest.raises(DataError, match=r"facility row 1, column facility_code: .* is no name"):
        master(two_batteries, renamed, told=True)


def test_name__with_a_slash_is_not_given_where_it_reads_like_another(texas: FieldMonth) -> None:
    facility = '[[facility]]\nfacility_code = "{0}"\nfacility_name = "{0}"\n'
    facility += 'facility_type = "tank_battery"\n'
    tank = '[[tank]]\ntank_name = "{}"\nfacility = "{}"\nproduct = "oil"\n'
    tank += "capacity_bbl = 400\nheight_in = 240\n"
    first = facility.format("A/B") + facility.format("A") + tank.format("C", "A/B")
    assert master(texas, first + tank.format("D", "A")).inserted == {"facility": 2, "tank": 2}
    with pytest.raises(DataError, match="there is another tank that is called A/B/C"):
        master(texas, tank.format("B/C", "A"))
    with pytest.raises(DataError, match="there is another tank that is called A/B/C"):
        master(texas, tank.format("B/C", "A") + 'was = "A/D"\n', told=True)
    assert master(texas, first).unchanged == {"facility": 2, "tank": 1}


def test_row__stored_under_a_name_that_is_not_given_today_is_still_found(
    two_batteries: FieldMonth,
) -> None:
    two_batteries.execute("update wellflow.facility set facility_code = 'BATT-A '"
                          " where facility_code = 'BATT-A'")  # fmt: skip
    again = TWO_BATTERIES.replace('"BATT-A"', '"BATT-A "')
    assert master(two_batteries, again).unchanged == {"facility": 2, "tank": 2}


TAG = """
[[tag]]
tag_name = "{name}"
collector_name = "north-1"
device_name = "plc"
protocol = "modbus"
kind = "level"
unit = "{unit}"
{more}
"""


def test_tag__keeps_what_its_readings_mean(texas: FieldMonth) -> None:
    master(texas, TAG.format(name="tk1.level", unit="in", more=""))
    other = TAG.format(name="tk1.level", unit="ft", more="")
    with pytest.raises(DataError, match="column unit: is registered with unit 'in'; its stored"):
        master(texas, other, told=True)
