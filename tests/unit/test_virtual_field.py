"""The virtual field: it conserves, it repeats by seed, and its papers agree with its truth."""

import csv
import itertools
import json
import tomllib
from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from domain.measurement.quality import Quality
from ingest.site.file import load_site
from simulation.endpoints import Endpoints
from simulation.field.battery import LACT_ROLLOVER_BBL
from simulation.field.month import FieldRun
from simulation.field.timeline import month_timeline
from simulation.papers.decks import cost_shares, revenue_shares
from simulation.papers.tickets import month_tickets
from simulation.texas import TexasField, texas_month, write_texas_papers

MONTH = date(2026, 3, 1)
SEED = 7


def texas(seed: int = SEED) -> TexasField:
    return texas_month(MONTH, seed, Endpoints(broker_port=1883, base_port=15020))


@pytest.fixture(scope="module")
def field() -> TexasField:
    return texas()


@pytest.fixture(scope="module")
def brazos(field: TexasField) -> FieldRun:
    return field.runs[0][0]


@pytest.fixture(scope="module")
def papers(field: TexasField, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("papers")
    write_texas_papers(field, MONTH, folder)
    return folder


def shown(run: FieldRun, device: str, tag: str) -> list[float]:
    return [
        signal.value
        for sample in run.samples[device]
        if (signal := sample.signals.get(tag)) is not None and signal.value is not None
    ]


def test_timeline__covers_the_month_with_the_short_day() -> None:
    timeline = month_timeline(MONTH)
    steps = timeline.to_index - timeline.from_index
    assert steps * timeline.step_h == 31 * 24 - 1
    short = [i for i in range(timeline.n_instants) if timeline.day_of(i) == date(2026, 3, 7)]
    assert len(short) * timeline.step_h == 23


def test_battery__produced_is_hauled_and_piped_and_stock_change(field: TexasField) -> None:
    for run, _ in field.runs:
        for battery in [*run.truth.batteries.values(), *run.truth.days.values()]:
            left = battery.opening_bbl + battery.produced_bbl
            assert left == pytest.approx(
                battery.hauled_bbl + battery.piped_bbl + battery.closing_bbl, abs=1e-6
            )


def test_battery__takes_what_its_wells_make(field: TexasField) -> None:
    for run, _ in field.runs:
        for code, battery in run.truth.batteries.items():
            wells = [run.truth.wells[well.well_name] for well in run.plan.wells_of(code)]
            assert battery.produced_bbl == pytest.approx(sum(well.oil_bbl for well in wells))
            gas = battery.gas_sold_mcf + battery.gas_fuel_mcf + battery.gas_flared_mcf
            assert gas == pytest.approx(sum(well.gas_mcf for well in wells))
            assert battery.water_bbl == pytest.approx(sum(well.water_bbl for well in wells))


def test_days__add_up_to_the_month(brazos: FieldRun) -> None:
    for code, month in brazos.truth.batteries.items():
        days = [each for (_, other), each in brazos.truth.days.items() if other == code]
        assert len(days) == 31
        assert sum(each.produced_bbl for each in days) == pytest.approx(month.produced_bbl)


def test_tickets__are_near_what_left_and_not_the_same(brazos: FieldRun) -> None:
    tickets = [each for each in month_tickets(brazos) if not each.is_rejected]
    left = sum(each.left_nsv_bbl for each in tickets)
    written = sum(each.oil_nsv_bbl for each in tickets)
    assert len(tickets) > 20
    assert 0 < abs(written - left) < 0.005 * left


def test_tanks__stay_within_their_height(field: TexasField) -> None:
    for run, _ in field.runs:
        for battery in run.plan.batteries:
            for number in range(1, battery.oil_tanks + 1):
                levels = shown(run, f"{battery.stem}-rtu", f"{battery.stem}.tk{number}.level")
                assert 0 < min(levels) < max(levels) < battery.tank_height_in


def test_lact__rolls_over_once(brazos: FieldRun) -> None:
    totals = shown(brazos, "juniper-rtu", "juniper.lact.total")
    falls = [(a, b) for a, b in itertools.pairwise(totals) if b < a]
    assert len(falls) == 1
    before, after = falls[0]
    assert after + LACT_ROLLOVER_BBL - before < 100


def test_sick_sensor__is_bad_for_three_days(brazos: FieldRun) -> None:
    tag = "mesquite-draw-5.tubing.pressure"
    signals = [s.signals[tag] for s in brazos.samples["well-heads"] if tag in s.signals]
    bad = [signal for signal in signals if signal.quality == Quality.BAD_SENSOR_FAILURE]
    assert len(bad) == 72
    assert all(signal.value is None for signal in bad)


def test_wells__stand_now_and_then(brazos: FieldRun) -> None:
    hours = [well.hours_on for well in brazos.truth.wells.values()]
    assert max(hours) <= 743
    assert min(hours) < 735


def test_seed__gives_the_same_field_and_another_gives_another(brazos: FieldRun) -> None:
    again, other = texas().runs[0][0], texas(SEED + 1).runs[0][0]
    assert again.samples == brazos.samples
    assert again.tickets == brazos.tickets
    assert again.truth.wells == brazos.truth.wells
    assert other.truth.wells != brazos.truth.wells


def test_protocols__each_has_a_thousand_readings_or_more(papers: Path) -> None:
    truth = json.loads((papers / "truth.json").read_text())
    counts: defaultdict[str, int] = defaultdict(int)
    for organization in truth.values():
        for protocol, count in organization["n_readings"].items():
            counts[protocol] += count
    assert min(counts["modbus"], counts["opcua"], counts["mqtt"]) >= 1000


def test_decks__sum_to_one_by_fraction_and_by_decimal(field: TexasField) -> None:
    for run, _ in field.runs:
        for unit in run.plan.units:
            for shares in (
                revenue_shares(unit, run.plan.operator),
                cost_shares(unit, run.plan.operator),
            ):
                assert sum((each.fraction for each in shares), Fraction(0)) == 1
                assert sum((each.interest_decimal for each in shares), Decimal(0)) == 1


def test_site_files__load_as_they_were_meant(field: TexasField, papers: Path) -> None:
    for run, site in field.runs:
        path = papers / run.plan.slug / f"site-{site.collector.name}.toml"
        assert load_site(path) == site
        served = {tag for samples in run.samples.values() for s in samples for tag in s.signals}
        assert served <= {tag.name for tag in site.tags}


def test_master__names_only_what_it_defines(papers: Path) -> None:
    master = tomllib.loads((papers / "brazos-bend" / "master.toml").read_text())
    assert len(master["well"]) == 13
    assert all(len(well["api14"]) == 14 for well in master["well"])
    assert all(well["api14"].startswith("42") for well in master["well"])
    assert {unit["kind"] for unit in master["reporting_unit"]} == {"oil_lease", "gas_id"}
    operator = next(each for each in master["company"] if each.get("is_operator"))
    assert operator["address"]["city"] == "Midland"
    assert operator["phone"] == "432-555-0142"
    wells = {well["well_name"] for well in master["well"]}
    assert {completion["well"] for completion in master["completion"]} == wells
    duties = defaultdict(set)
    for grant in master["capability_grant"]:
        duties[grant["capability"]].add(grant["app_user"])
    assert not duties["deck.edit"] & duties["deck.approve"]
    assert not duties["payment.prepare"] & duties["payment.release"]


def test_statement__buys_what_the_tickets_say_and_adds_up(papers: Path) -> None:
    folder = papers / "brazos-bend"
    with (folder / "statement.csv").open() as file:
        lines = list(csv.DictReader(file))
    with (folder / "tickets.csv").open() as file:
        tickets = list(csv.DictReader(file))
    bought = next(line for line in lines if line["purchaser_property_code"] == "OIL-41207")
    assert Decimal(bought["volume"]) == sum(Decimal(each["oil_nsv_bbl"]) for each in tickets)
    for number in {line["statement_number"] for line in lines}:
        own = [line for line in lines if line["statement_number"] == number]
        assert {line["total_usd"] for line in own} == {
            str(sum(Decimal(line["net_usd"]) for line in own))
        }
        for line in own:
            parts = [Decimal(line[name]) for name in ("tax_withheld_usd", "deductions_usd")]
            assert Decimal(line["gross_usd"]) - sum(parts) == Decimal(line["net_usd"])
    assert len({each["ticket_number"] for each in tickets}) == len(tickets)


def test_lact_statement__is_near_what_was_piped(field: TexasField, papers: Path) -> None:
    truth = json.loads((papers / "truth.json").read_text())["brazos-bend"]
    bought = sum(Decimal(truth["statement_oil_bbl"][unit]) for unit in ("41388", "41391"))
    piped = truth["batteries"]["JUN"]["piped_bbl"]
    assert float(bought) == pytest.approx(piped, rel=0.002)
