"""`wellflow probe` against real devices: what it shows, and what it says when it cannot."""

import asyncio
import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from cli.probe import probe as command
from domain.errors import ConfigError, DataError, SourceError
from domain.measurement.quality import Quality
from ingest.probe import probe, quality_name
from ingest.protocols.modbus.decode import encode
from tests.fixtures.brokers import broker, publish
from tests.fixtures.devices import LOOPBACK, ModbusRig, OpcuaRig, free_port

AT = datetime(2026, 3, 1, 13, tzinfo=UTC)


def shown(url):
    """Run the command itself, beside the device's own loop."""
    return asyncio.to_thread(CliRunner().invoke, command, [url, "--json"], catch_exceptions=False)


def test_probe__register_in_its_word_order_with_scale():
    async def check():
        async with ModbusRig(unit_id=7) as rig:
            rig.put("input", 30, encode(12.5, "float32", "BADC"))
            url = f"modbus://{LOOPBACK}:{rig.port}/7/input/30?type=float32&word_order=BADC&scale=2"
            ran = await shown(url)
            said = json.loads(ran.stdout)
            assert (said["value"], said["quality"], said["url"]) == (25.0, "good", url)
            assert said["raw"] == "0x4841 0x0000"
            with pytest.raises(SourceError, match="exception 2"):
                await probe(f"modbus://{LOOPBACK}:{rig.port}/7/holding/30", 1.0)
            rig.put("input", 30, (0x7FC0, 0))
            text = await asyncio.to_thread(
                CliRunner().invoke, command, [url.replace("BADC", "big"), "--json"]
            )
            assert json.loads(text.stdout)["value"] == "nan"

    asyncio.run(check())


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("modbus://10.0.0.7/1/holding/100?typ=uint32", "type, word_order"),
        ("mqtt://10.0.0.9/pad-1?times=at#oil", "time"),
    ],
)
def test_probe__misspelt_option_is_never_ignored(url: str, known: str) -> None:
    with pytest.raises(ConfigError, match=f"no such option.*{known}"):
        asyncio.run(probe(url, 0.1))


def test_probe__node_with_its_status_and_time():
    async def check():
        rig = OpcuaRig()
        await rig.prepare()
        async with rig:
            await rig.add("p")
            await rig.put("p", 3.5, AT, Quality.UNCERTAIN_LAST_USABLE)
            ran = await shown(f"{rig.url}#nsu={OpcuaRig.NAMESPACE};s=p")
            said = json.loads(ran.stdout)
            assert said["value"] == 3.5
            assert said["quality"] == "uncertain_last_usable"
            assert said["observed_at"] == "2026-03-01T13:00:00+00:00"
            absent = await probe(f"{rig.url}#ns=2;s=nobody", 4.0)
            assert (absent.reading.value, quality_name(absent.reading.quality)) == (None, "bad")

    asyncio.run(check())


def test_probe__next_message_of_a_topic(tmp_path):
    async def check():
        with broker("embedded", tmp_path) as port:
            url = f"mqtt://{LOOPBACK}:{port}/field/pad-1#oil"

            async def published(payload, ran):
                while not ran.done():
                    await asyncio.to_thread(publish, port, "field/pad-1", [payload])
                    await asyncio.sleep(0.05)
                return await ran

            sample = {"time": AT.isoformat(), "values": {"oil": 9, "gas": 1}}
            said = await published(sample, asyncio.create_task(probe(url, 10.0)))
            assert (said.reading.value, said.reading.observed_at) == (9.0, AT)
            with pytest.raises(DataError, match="malformed_json"):
                await published(b"{", asyncio.create_task(probe(url, 10.0)))
            with pytest.raises(SourceError, match="no message within"):
                await probe(url, 0.2)

    asyncio.run(check())


def test_probe__device_that_is_away():
    port = free_port()
    for url in (
        f"modbus://{LOOPBACK}:{port}/1/holding/0",
        f"opc.tcp://{LOOPBACK}:{port}/x#i=2258",
        f"mqtt://{LOOPBACK}:{port}/x#y",
    ):
        with pytest.raises(SourceError):
            asyncio.run(probe(url, 1.0))


@pytest.mark.parametrize(
    "url",
    [
        "http://h/1", "modbus:///1/holding/0", "modbus://h/1/coil/0", "modbus://h/1/holding",
        "modbus://h/x/holding/0", "modbus://h/1/holding/0?type=float64",
        "modbus://h/1/holding/0?scale=big", "opc.tcp://h/x", "opc.tcp://h/x#Well-1",
        "mqtt://h/#k", "mqtt://h/a/b",
    ],
)  # fmt: skip
def test_probe__url_that_names_nothing_is_refused(url):
    with pytest.raises(ConfigError):
        asyncio.run(probe(url, 1.0))
