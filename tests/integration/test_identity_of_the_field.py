"""Things are told apart as the field tells them apart, and never renamed in silence."""

import tomllib
from collections.abc import Callable
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from domain.errors import ConfigError, DataError
from exchange.master import import_master, master_slug, read_master
from exchange.tags import TagReport, apply_tags
from exchange.tests import import_tests
from exchange.tickets import import_tickets
from ingest.site.file import load_site
from simulation import texas as simulated
from simulation.endpoints import Endpoints
from storage.connections import connect
from storage.rows.directory import organization_id
from storage.schema.migrate import migrate
from storage.server.credentials import Credentials
from storage.tenant import tenant_transaction
from tests.fixtures.field_month import MONTH, FieldMonth
from tests.fixtures.namesakes import LEASE, TWO_BATTERIES, WELL, by_office, master
from tests.fixtures.operator_papers import master_toml

UNIT = """
[[reporting_unit]]
unit_number = "08111"
kind = "oil_lease"
district = "{district}"
unit_name = "{name}"
operator = "BBO"
effective_from = 2025-01-01
"""
STRAPPING = """
[[strapping]]
tank = "{tank}"
effective_from = 2025-01-01
level_in = 100
volume_bbl = {volume}
"""
TICKET = (
    "ticket_number,hauler,purchaser,tank,opened_at,closed_at,opening_level_in,closing_level_in,"
    "oil_observed_bbl,temperature_degf,api_gravity_60f,bsw_pct,oil_nsv_bbl\n"
    "{number},HAUL,GULF,{tank},2026-03-05T15:00:00Z,2026-03-05T16:00:00Z,120,20,181.2,71,39.8,0.2,"
    "180.25\n"
)
SITE = """\
[collector]
name = "north-1"
organization = "brazos-bend"
[[device]]
name = "plc"
protocol = "modbus"
host = "127.0.0.1"
[[device.tag]]
name = "tk1.level"
table = "holding"
address = 0
type = "float32"
kind = "level"
unit = "in"
high = 240.0
binding = {{ role = "level", tank = "{tank}", from = 2026-01-01T00:00:00Z }}
"""


def test_unit__of_the_same_number_in_another_district_is_another(texas: FieldMonth) -> None:
    held = "select u.id, count(m.completion_id) from wellflow.reporting_unit u"
    held += " join wellflow.completion_reporting_unit m on m.reporting_unit_id = u.id group by u.id"
    before = texas.rows(f"{held} order by 1")
    assert by_office(texas, UNIT.format(district="7C", name="Other")).inserted == {
        "reporting_unit": 1
    }
    assert texas.rows(f"{held} order by 1") == before
    assert texas.rows(
        "select district, unit_name from wellflow.reporting_unit where unit_number = '08111'"
        " order by 1"
    ) == [("08", "Alpha"), ("7C", "Other")]


def test_unit__is_named_with_its_district_where_there_are_two(texas: FieldMonth) -> None:
    by_office(texas, UNIT.format(district="7C", name="Other"))
    owned = '[[facility]]\nfacility_code = "N"\nfacility_name = "N"\n'
    owned += 'facility_type = "tank_battery"\nreporting_unit = "{}"\n'
    whole = "TX/oil_lease/08/08111, TX/oil_lease/7C/08111"
    with pytest.raises(DataError, match=f"not the name of one row only.*{whole}"):
        by_office(texas, owned.format("08111"))
    by_office(texas, owned.format("7C/08111"))
    assert texas.rows(
        "select u.unit_name from wellflow.facility f"
        " join wellflow.reporting_unit u on u.id = f.reporting_unit_id"
    ) == [("Other",)]
    assert by_office(texas, owned.format("TX/oil_lease/7C/08111")).updated == {}


@pytest.mark.parametrize(
    ("district", "number", "wrong"),
    [("8", "08111", "district '8' is unknown"), ("7c", "08111", "district '7c' is unknown"),
     ("08", "8111", "number must be 5 digits")],
)  # fmt: skip
def test_unit__that_its_state_would_not_know_is_no_new_unit(
    texas: FieldMonth, district: str, number: str, wrong: str
) -> None:
    unit = UNIT.format(district=district, name="Alpha").replace("08111", number)
    with pytest.raises(DataError, match=f"reporting_unit row 1.*{wrong}.*as Texas prints it"):
        by_office(texas, unit)
    with pytest.raises(DataError, match=wrong):
        by_office(texas, unit + 'was = "TX/oil_lease/08/08111"\n', told=True)
    elsewhere = unit + 'state_jurisdiction = "NM"\n'
    assert by_office(texas, elsewhere).inserted == {"reporting_unit": 1}
    texas.execute("update wellflow.reporting_unit set state_jurisdiction = 'TX'"
                  " where state_jurisdiction = 'NM'", person=texas.office)  # fmt: skip
    assert by_office(texas, unit).unchanged == {"reporting_unit": 1}


def test_tank__of_the_same_name_at_another_battery_is_another(two_batteries: FieldMonth) -> None:
    assert two_batteries.rows(
        "select f.facility_code, t.capacity_bbl from wellflow.tank t"
        " join wellflow.facility f on f.id = t.facility_id where t.tank_name = 'TK-1' order by 1"
    ) == [("BATT-A", Decimal(400)), ("BATT-B", Decimal(500))]
    report = by_office(two_batteries, TWO_BATTERIES)
    assert (report.inserted, report.updated) == ({}, {})


def test_strapping_and_tickets__go_to_the_tank_of_the_battery_named(
    two_batteries: FieldMonth, tmp_path: Path
) -> None:
    for number, (battery, volume) in enumerate((("BATT-A", 166), ("BATT-B", 277))):
        tank = f"{battery}/TK-1"
        by_office(two_batteries, STRAPPING.format(tank=tank, volume=volume))
        sheet = tmp_path / "tickets.csv"
        sheet.write_text(TICKET.format(number=number, tank=tank), encoding="utf-8")
        import_tickets(
            two_batteries.api, two_batteries.organization_id, sheet, person=two_batteries.accountant
        )
    assert two_batteries.rows(
        "select f.facility_code, s.volume_bbl, r.ticket_number from wellflow.tank t"
        " join wellflow.facility f on f.id = t.facility_id"
        " join wellflow.strapping s on s.tank_id = t.id"
        " join wellflow.run_ticket r on r.tank_id = t.id order by 1"
    ) == [("BATT-A", Decimal(166), "0"), ("BATT-B", Decimal(277), "1")]


def test_ticket__stored_of_another_tank_is_told_by_the_names_of_both(
    two_batteries: FieldMonth, tmp_path: Path
) -> None:
    sheet = tmp_path / "tickets.csv"
    sheet.write_text(TICKET.format(number="1", tank="BATT-A/TK-1"), encoding="utf-8")
    import_tickets(
        two_batteries.api, two_batteries.organization_id, sheet, person=two_batteries.accountant
    )
    sheet.write_text(TICKET.format(number="1", tank="BATT-B/TK-1"), encoding="utf-8")
    told = "tank_id BATT-A/TK-1 is stored, BATT-B/TK-1 is given"
    with pytest.raises(DataError, match=told):
        import_tickets(
            two_batteries.api, two_batteries.organization_id, sheet, person=two_batteries.accountant
        )


def test_ticket__of_a_tank_whose_name_two_have_is_refused_with_their_whole_names(
    two_batteries: FieldMonth, tmp_path: Path
) -> None:
    sheet = tmp_path / "tickets.csv"
    sheet.write_text(TICKET.format(number="1", tank="TK-1"), encoding="utf-8")
    with pytest.raises(DataError, match=r"line 2, column tank: .*BATT-A/TK-1, BATT-B/TK-1"):
        import_tickets(
            two_batteries.api, two_batteries.organization_id, sheet, person=two_batteries.accountant
        )


@pytest.fixture
def apply(two_batteries: FieldMonth, tmp_path: Path) -> Callable[..., TagReport]:
    """Applies a site file that binds a tag to a tank, in the name of somebody who may."""
    technician = two_batteries.add_person("tech@example.com", "tag.configure", "read.field")

    def applied(tank: str, tag: str = "tk1.level") -> TagReport:
        site = tmp_path / "site.toml"
        text = SITE.format(tank=tank).replace("brazos-bend", two_batteries.slug)
        site.write_text(text.replace("tk1.level", tag), encoding="utf-8")
        return apply_tags(
            two_batteries.api, two_batteries.organization_id, technician, load_site(site)
        )

    return applied


def test_tag__is_bound_to_the_tank_of_the_battery_named(
    two_batteries: FieldMonth, apply: Callable[..., TagReport]
) -> None:
    with pytest.raises(ConfigError, match="BATT-A/TK-1, BATT-B/TK-1"):
        apply("TK-1")
    apply("BATT-B/TK-1")
    assert two_batteries.rows(
        "select f.facility_code from wellflow.tag_binding b"
        " join wellflow.tank t on t.id = b.tank_id"
        " join wellflow.facility f on f.id = t.facility_id"
    ) == [("BATT-B",)]


def test_tag__that_takes_the_name_another_had_is_a_row_of_its_own(
    two_batteries: FieldMonth, apply: Callable[..., TagReport]
) -> None:
    apply("BATT-A/TK-1")
    two_batteries.execute("update wellflow.tag set tag_name = 'tank1.level'")
    report = apply("BATT-B/TK-1")
    assert (report.registered, report.bound) == (("tk1.level",), ("tk1.level",))
    assert apply("BATT-A/TK-1", "tank1.level").unchanged == ("tank1.level",)
    assert two_batteries.rows(
        "select t.tag_name, f.facility_code from wellflow.tag_binding b"
        " join wellflow.tag t on t.id = b.tag_id join wellflow.tank k on k.id = b.tank_id"
        " join wellflow.facility f on f.id = k.facility_id order by 1"
    ) == [("tank1.level", "BATT-A"), ("tk1.level", "BATT-B")]


def test_well__of_the_same_name_on_another_lease_is_another(two_leases: FieldMonth) -> None:
    assert two_leases.rows(
        "select l.lease_number, w.api14 from wellflow.well w"
        " join wellflow.lease l on l.id = w.lease_id order by 1"
    ) == [("L1", "42317100010000"), ("L2", "42317100020000")]


def test_completion__stands_under_its_well(two_leases: FieldMonth, tmp_path: Path) -> None:
    completion = '[[completion]]\ncompletion_name = "UPPER"\nwell = "{}"\nmain_product = "oil"\n'
    for well in ("L1/SMITH 1", "L2/SMITH 1"):
        assert by_office(two_leases, completion.format(well)).inserted == {"completion": 1}
    sheet = tmp_path / "tests.csv"
    head = "completion,tested_on,test_hours,oil_bbl_per_day,gas_mcf_per_day,water_bbl_per_day\n"
    sheet.write_text(head + "L2/SMITH 1/UPPER,2026-03-01,24,10,20,30\n", encoding="utf-8")
    import_tests(two_leases.api, two_leases.organization_id, sheet, person=two_leases.accountant)
    assert two_leases.rows(
        "select l.lease_number from wellflow.well_test t"
        " join wellflow.completion c on c.id = t.completion_id"
        " join wellflow.well w on w.id = c.well_id join wellflow.lease l on l.id = w.lease_id"
    ) == [("L2",)]


def test_well__named_without_its_lease_is_the_only_one_of_that_name_and_number(
    two_leases: FieldMonth,
) -> None:
    numbered = WELL.format(name="SMITH 1", more='api14 = "42-317-10002"\nis_horizontal = true')
    assert by_office(two_leases, numbered).updated == {"well": 1}
    assert two_leases.rows(
        "select l.lease_number from wellflow.well w join wellflow.lease l on l.id = w.lease_id"
        " where w.is_horizontal"
    ) == [("L2",)]
    with pytest.raises(DataError, match=r"not the name of one row only.*L1/SMITH 1, L2/SMITH 1"):
        by_office(two_leases, WELL.format(name="SMITH 1", more=""))


def test_meter__of_no_facility_is_told_from_one_that_has_one(texas: FieldMonth) -> None:
    meter = '[[meter]]\nmeter_name = "CHECK"\nproduct = "oil"\nkind = "lact"\nuse = "sales"\n'
    assert by_office(texas, meter).inserted == {"meter": 1}
    assert by_office(texas, meter).unchanged == {"meter": 1}
    with pytest.raises(DataError, match="meter /CHECK would become NORTH/CHECK"):
        by_office(texas, meter + 'facility = "NORTH"\n')


def test_deck__of_one_product_is_told_from_that_of_another(texas: FieldMonth) -> None:
    deck = '[[deck]]\nproperty = "P-1"\nkind = "cost"\neffective_from = 2025-01-01\n'
    deck += 'product = "{0}"\nedited_by = "accountant@example.com"\n'
    line = '[[deck_line]]\ndeck = "P-1/cost/{0}"\nowner = "BBO"\n'
    line += 'interest_type = "working_interest"\ninterest_decimal = 1.0\n'
    both = "".join(text.format(name) for text in (deck, line) for name in ("oil", "gas"))
    assert master(texas, both, person=texas.accountant).inserted == {"deck": 2, "deck_line": 2}
    assert master(texas, both, person=texas.accountant).inserted == {}
    with pytest.raises(DataError, match=r"P-1/cost/gas/2025-01-01, P-1/cost/oil/2025-01-01"):
        master(texas, line.replace("P-1/cost/{0}", "P-1/cost"), person=texas.accountant)


def test_field__of_the_same_number_in_another_state_is_another(texas: FieldMonth) -> None:
    field = '[[field]]\nfield_name = "F"\nfield_code = "96603"\ncountry = "US"\nstate = "{}"\n'
    for state in ("NM", "CO"):
        assert by_office(texas, field.format(state)).inserted == {"field": 1}
    with pytest.raises(DataError, match="US/CO/96603, US/NM/96603"):
        by_office(texas, LEASE.format(number="L9") + 'field = "96603"\n')
    assert by_office(texas, LEASE.format(number="L9") + 'field = "NM/96603"\n').inserted


def test_papers__are_no_master_data(texas: FieldMonth) -> None:
    with pytest.raises(DataError, match="run_ticket: no such table of master data"):
        by_office(texas, '[[run_ticket]]\nticket_number = "1"\n')


@pytest.fixture
def upgraded(earlier_release: Credentials) -> Credentials:
    migrate(earlier_release.dsn("owner"))
    return earlier_release


def brazos_bend(_folder: Path) -> dict[str, object]:
    return tomllib.loads(master_toml(), parse_float=Decimal)


def pecos_ridge(folder: Path) -> dict[str, object]:
    field = simulated.texas_month(MONTH, simulated.DEFAULT_SEED, Endpoints(1883, base_port=15020))
    simulated.write_texas_papers(field, MONTH, folder)
    return read_master(folder / "pecos-ridge" / "master.toml")


@pytest.mark.parametrize("file_of", [brazos_bend, pecos_ridge])
def test_master_file_of_the_earlier_release__changes_nothing_and_keeps_ids(
    upgraded: Credentials, tmp_path: Path, file_of: Callable[[Path], dict[str, object]]
) -> None:
    content = file_of(tmp_path)
    tables = [name for name in content if name != "organization"]
    with closing(connect(upgraded.dsn("owner"), application="test")) as conn:
        own = organization_id(conn, master_slug(content, "master.toml"))

        def stored() -> dict[str, list[tuple]]:
            with tenant_transaction(conn, own):
                return {
                    name: sorted(conn.execute(f"select t::text from wellflow.{name} t").fetchall())
                    for name in tables
                }

        before = stored()
        report = import_master(conn, own, content, source="master.toml")
        assert (report.inserted, report.updated, report.renamed) == ({}, {}, ())
        assert stored() == before
