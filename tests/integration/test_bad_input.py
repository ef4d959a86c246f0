"""Everything a field can get wrong, over real sockets into the store: kept, counted, said."""

import asyncio
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cli.collect import status_text
from domain.measurement.quality import Quality
from ingest.collector import run_collector
from ingest.protocols.modbus.decode import encode
from ingest.site.file import load_site
from ingest.spool.spool import Spool
from ingest.spool.status import spool_status
from tests.fixtures.brokers import broker, open_session, publish
from tests.fixtures.devices import ModbusRig, free_port
from tests.fixtures.edge import Edge

TOPIC = "field/box"
CLIENT = "north-1"
T0 = datetime(2026, 3, 1, 13, tzinfo=UTC)

SITE = """\
[collector]
name = "north-1"
organization = "{slug}"

[[device]]
name = "box"
protocol = "mqtt"
host = "127.0.0.1"
port = {broker}
topic = "field/box"
client_id = "north-1"
[[device.tag]]
name = "oil"
kind = "rate"
unit = "bbl"
[[device.tag]]
name = "gas"
kind = "rate"
unit = "bbl"
unit_field = "/units/gas"
{unregistered}

[[device]]
name = "swapped-value"
protocol = "modbus"
host = "127.0.0.1"
port = {rtu}
interval_s = 0.05
[[device.tag]]
name = "pressure"
kind = "pressure"
unit = "psig"
table = "holding"
address = 0
type = "float32"
low = 0.0
high = 5000.0

[[device]]
name = "swapped-clock"
protocol = "modbus"
host = "127.0.0.1"
port = {rtu}
interval_s = 0.05
word_order = "CDAB"
clock = {{ table = "input", address = 0 }}
[[device.tag]]
name = "level"
kind = "level"
unit = "in"
table = "holding"
address = 2
type = "uint16"

[[device]]
name = "gone"
protocol = "modbus"
host = "127.0.0.1"
port = {gone}
interval_s = 0.05
[[device.tag]]
name = "temperature"
kind = "temperature"
unit = "degf"
table = "holding"
address = 0
type = "uint16"
"""
UNREGISTERED = '[[device.tag]]\nname = "brine"\nkind = "rate"\nunit = "bbl"\n'


def message(minutes: int, **values: object) -> dict[str, object]:
    return {"time": (T0 + timedelta(minutes=minutes)).isoformat(), "values": values}


def raw(minutes: int, number: str) -> bytes:
    """A message with a number that JSON does not have."""
    return json.dumps(message(minutes, oil=0)).replace("0}", number + "}").encode()


FAR = {"time": "2999-01-01T00:00:00Z", "values": {"oil": 1.0}}
MESSAGES = [
    (message(0, oil=1.0), "stored"),
    (message(0, oil=1.0), "replayed"),
    (message(0, oil=2.0), "conflicting_value"),
    ({**message(1, gas=5), "units": {"gas": "bbl"}}, "stored"),
    ({**message(2, gas=5), "units": {"gas": "m3"}}, "wrong_unit"),
    (message(3, gas=5), "wrong_unit"),
    (raw(4, "NaN"), "not_finite"),
    (raw(5, "-Infinity"), "not_finite"),
    (raw(6, "1e999"), "not_finite"),
    (FAR, "implausible_time"),
    ({"time": 0, "values": {"oil": 1.0}}, "implausible_time"),
    ({"values": {"oil": 1.0}}, "implausible_time"),
    (message(7, salt=3), "unknown_tag"),
    (message(8, brine=3), "unknown_tag"),
    (message(9, oil="12.5"), "malformed"),
    (b'{"time": "2026-03-01T13', "malformed"),
    (b"", "malformed"),
    (b"\xff\x00", "malformed"),
]


def test_collector__keeps_and_counts_all_that_is_wrong(edge: Edge, tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool.db")

    async def collected(ports: dict[str, int]) -> None:
        async with ModbusRig() as rig:
            rig.put("holding", 0, encode(87.5, "float32", "CDAB"))
            rig.put("holding", 2, [40])
            rig.put("input", 0, encode(0x69A4F000, "uint32", "ABCD"))
            path = tmp_path / "bad.toml"
            blanks = {
                **ports, "rtu": rig.port, "gone": free_port(), "slug": edge.organization.slug,
            }  # fmt: skip
            path.write_text(SITE.format(**blanks, unregistered=""))
            await asyncio.to_thread(edge.register, load_site(path))
            path.write_text(SITE.format(**blanks, unregistered=UNREGISTERED))
            stop = asyncio.Event()
            collecting = asyncio.create_task(
                run_collector(load_site(path), edge.dsn, spool, stop=stop)
            )
            await until(lambda: is_done(edge, spool), collecting)
            stop.set()
            await collecting

    with broker("embedded", tmp_path) as port:
        open_session(port, CLIENT, TOPIC)
        publish(port, TOPIC, [payload for payload, _ in MESSAGES])
        asyncio.run(collected({"broker": port}))

    wanted = Counter(outcome for _, outcome in MESSAGES if outcome not in ("stored", "replayed"))
    stored = {name: (value, quality) for name, _, value, quality in edge.stored()}
    assert stored["oil"] == (1.0, Quality.GOOD)
    assert stored["gas"] == (5.0, Quality.GOOD)
    assert stored["pressure"][1] == Quality.UNCERTAIN_OUT_OF_RANGE
    assert stored["temperature"] == (None, Quality.BAD_COMMUNICATION)
    assert "level" not in stored, "a clock in the wrong order tells no time"
    reasons = Counter(reason for reason, name, _, _ in edge.quarantined() if name != "level")
    assert reasons == wanted
    assert {reason for reason, name, _, _ in edge.quarantined() if name == "level"} == {
        "implausible_time"
    }
    counters = spool.counters()
    assert (counters["conflicting"], counters["dead"]) == (1, 1)
    assert counters["replayed"] >= 1
    assert counters["accepted"] == counters["forwarded"] + counters["dead"]
    text = status_text(spool_status(spool))
    assert "gone (modbus)" in text
    assert "no good value yet, now bad_communication" in text
    assert "dead        1 unknown_tag" in text
    spool.close()


def is_done(edge: Edge, spool: Spool) -> bool:
    """Tell whether every message has come to its end, and every device has been asked."""
    names = {name for name, _, _, _ in edge.stored()}
    quarantined = edge.quarantined()
    others = [reason for reason, name, _, _ in quarantined if name != "level"]
    return (
        {"oil", "gas", "pressure", "temperature"} <= names
        and len(others) == len(MESSAGES) - 3
        and len(others) < len(quarantined)
    )


async def until(done, collecting: asyncio.Task) -> None:
    """Wait for a condition of the store while the collector runs."""
    async with asyncio.timeout(60):
        while not await asyncio.to_thread(done):
            await asyncio.wait([collecting], timeout=0.1)
            if collecting.done():
                collecting.result()
