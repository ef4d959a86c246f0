"""The recorded field replayed: what is served is what was recorded, at the end of each day."""

import asyncio
import csv
import json
import os
from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
from iotcore import Broker
from paho.mqtt.client import Client as MqttClient
from paho.mqtt.enums import CallbackAPIVersion

from ingest.protocols.mqtt.site import MqttDevice
from ingest.site.file import load_site
from simulation.devices.journal import Journal, read_journal
from simulation.devices.mqtt_device import SimulatedMqtt
from simulation.endpoints import Endpoints, free_port
from simulation.replay.day_record import DayRecord, record_samples
from simulation.replay.recorded_field import RecordedField, Wellbore, recorded_master, recorded_site
from simulation.replay.volve import OSLO_DAY, prepare_volve, read_day_records, volve_field

DATA = Path(
    os.environ.get(
        "WELLFLOW_VOLVE_DATA", Path(__file__).resolve().parents[3] / "shared" / "data" / "volve"
    )
)
needs_recording = pytest.mark.skipif(
    not (DATA / "volve_daily.parquet").is_file(),
    reason=f"the recorded field is not in {DATA}; set WELLFLOW_VOLVE_DATA to its folder",
)


def small_field() -> RecordedField:
    return RecordedField(
        slug="small", name="Small", operator_code="OP", operator_name="Operator",
        field_code="1", field_name="SMALL", country="NO", calendar=OSLO_DAY,
        wellbores=(
            Wellbore("1/1-A 1", "oil", "oil", date(2014, 3, 28), by_opcua=True),
            Wellbore("1/1-A 2", "injection", "water", date(2014, 3, 28), by_opcua=False),
        ),
    )  # fmt: skip


def test_record__is_observed_at_the_end_of_its_day_through_the_clock_change() -> None:
    days = [date(2014, 3, 29), date(2014, 3, 30), date(2014, 10, 26)]
    served = record_samples([DayRecord("A", day, {"oil": 1.0}) for day in days], OSLO_DAY)
    assert [sample.observed_at for sample in served] == [
        datetime(2014, 3, 29, 23, tzinfo=UTC),
        datetime(2014, 3, 30, 22, tzinfo=UTC),
        datetime(2014, 10, 26, 23, tzinfo=UTC),
    ]
    assert [OSLO_DAY.day_reported_at(sample.observed_at) for sample in served] == days


def test_record__a_missing_figure_is_not_served_and_a_negative_one_is() -> None:
    records = [
        DayRecord("A", date(2012, 8, 13), {"water": -457.84}),
        DayRecord("A", date(2012, 8, 14), {}),
        DayRecord("B", date(2012, 8, 13), {"oil": 0.0}),
    ]
    (only,) = record_samples(records, OSLO_DAY)
    values = {name: signal.value for name, signal in only.signals.items()}
    assert values == {"A.water": -457.84, "B.oil": 0.0}


def test_site__has_tags_for_what_was_ever_reported(tmp_path: Path) -> None:
    records = [
        DayRecord("1/1-A 1", date(2014, 3, 30), {"oil": 5.0, "wellhead_pressure": 30.0}),
        DayRecord("1/1-A 2", date(2014, 3, 30), {"injection": 7.0}),
    ]
    site, samples = recorded_site(small_field(), records, Endpoints(broker_port=1883))
    assert {tag.name: tag.unit for tag in site.tags} == {
        "1/1-A 1.oil": "sm3", "1/1-A 1.wellhead_pressure": "none", "1/1-A 2.injection": "sm3",
    }  # fmt: skip
    unbound = [tag.name for tag in site.tags if tag.binding is None]
    assert unbound == ["1/1-A 1.wellhead_pressure"]
    assert set(samples) == {device.name for device in site.devices}
    assert "Europe/Oslo" in recorded_master(small_field())


@pytest.mark.field
@needs_recording
def test_records__sum_to_the_operators_own_months() -> None:
    sums: defaultdict[tuple[str, int, int, str], float] = defaultdict(float)
    seen = set()
    for record in read_day_records(DATA):
        for quantity, figure in record.figures.items():
            key = (record.wellbore, record.produced_on.year, record.produced_on.month, quantity)
            sums[key] += figure
            seen.add(key)
    columns = {"Oil": "oil", "Gas": "gas", "Water": "water"}
    with (DATA / "volve_monthly.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 526
    for row in rows:
        for column, quantity in columns.items():
            key = (row["Wellbore name"], int(row["Year"]), int(row["Month"]), quantity)
            assert (key in seen) == bool(row[column]), key
            if row[column]:
                assert sums[key] == pytest.approx(float(row[column]), abs=0.01), key


@pytest.mark.field
@needs_recording
def test_prepare__writes_files_that_load(tmp_path: Path) -> None:
    ((site, samples),) = prepare_volve(DATA, tmp_path, Endpoints(broker_port=1883))
    assert load_site(tmp_path / "volve" / "site-volve-field.toml") == site
    assert len(volve_field(read_day_records(DATA)).wellbores) == 7
    assert {device.protocol for device in site.devices} == {"mqtt", "opcua"}
    assert sum(len(s.signals) for served in samples.values() for s in served) > 70_000


@pytest.mark.field
@needs_recording
def test_replay__a_wellbore_arrives_whole_over_mqtt(tmp_path: Path) -> None:
    with Broker(port=free_port(), listen="127.0.0.1") as broker:
        endpoints = Endpoints(broker_port=broker.port)
        ((site, samples),) = prepare_volve(DATA, tmp_path, endpoints)
        device = next(each for each in site.devices if each.name == "15-9-f-1-c")
        assert isinstance(device, MqttDevice)
        journal = Journal(tmp_path / "journal.sqlite")

        async def publish() -> None:
            publisher = SimulatedMqtt(device, samples[device.name], journal, organization="volve")
            await publisher.start()
            await asyncio.wait_for(publisher.run(), 60)
            await publisher.stop()

        asyncio.run(publish())
        journal.close()
        messages = received(broker.port, device.client_id, len(samples[device.name]))
    served = [row for row in read_journal(journal.path) if row.acknowledged]
    assert len(served) == sum(len(message["values"]) for message in messages)
    oil = sum(message["values"].get("15/9-F-1 C.oil", 0.0) for message in messages)
    assert oil == pytest.approx(177_709.33, abs=0.01)


def received(port: int, client_id: str, count: int) -> list[dict[str, Any]]:
    messages: Queue[dict[str, Any]] = Queue()
    client = MqttClient(CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=False)
    client.on_message = lambda _client, _userdata, message: messages.put(
        json.loads(message.payload)
    )
    client.connect("127.0.0.1", port)
    client.loop_start()
    try:
        return [messages.get(timeout=20) for _ in range(count)]
    finally:
        client.disconnect()
        client.loop_stop()
