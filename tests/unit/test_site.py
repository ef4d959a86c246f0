"""A site file is read, checked, and its faults are named so that they can be mended."""

from pathlib import Path

import pytest

from domain.errors import ConfigError
from ingest.protocols.modbus.site import ModbusDevice
from ingest.protocols.mqtt.site import MqttDevice
from ingest.site.file import load_site, site_schema

GOOD = """\
[collector]
name = "north-1"
organization = "brazos-bend"
spool = "state/spool.db"

[[device]]
name = "lact-1"
protocol = "modbus"
host = "127.0.0.1"
clock = { table = "input", address = 0, type = "uint32" }

[[device.tag]]
name = "oil_total"
table = "holding"
address = 12
type = "float32"
kind = "totalizer"
unit = "bbl"
rollover_at = 1000000
binding = { role = "oil", meter = "LACT-1", from = 2026-01-01T00:00:00Z }

[[device]]
name = "tank-box"
protocol = "mqtt"
host = "broker"
topic = "site/tank"
client_id = "north-1"

[[device.tag]]
name = "level"
kind = "level"
unit = "in"
"""


def write(folder: Path, text: str) -> Path:
    """Write a site file."""
    path = folder / "site.toml"
    path.write_text(text)
    return path


def test_load_site__good_file(tmp_path: Path) -> None:
    site = load_site(write(tmp_path, GOOD))

    assert [tag.name for tag in site.tags] == ["oil_total", "level"]
    assert isinstance(site.devices[0], ModbusDevice)
    assert site.devices[0].port == 502
    assert site.tags[0].binding is not None
    assert site.tags[0].binding.point == ("meter", "LACT-1")
    assert site.collector.spool == tmp_path / "state/spool.db"


def test_load_site__mqtt_tag_takes_topic_and_its_own_name(tmp_path: Path) -> None:
    device = load_site(write(tmp_path, GOOD)).devices[1]

    assert isinstance(device, MqttDevice)
    assert (device.tags[0].topic, device.tags[0].value) == ("site/tank", "level")


@pytest.mark.parametrize(
    ("wrong", "right", "line", "said"),
    [
        ('kind = "totaliser"', 'kind = "totalizer"', 17, "'totalizer', 'rate'"),
        ("adress = 12", "address = 12", 15, "did you mean `address`?"),
        ("address = 70000", "address = 12", 15, "less than or equal to 65535"),
        ('protocol = "profibus"', 'protocol = "modbus"', 6, 'one of "modbus", "opcua", "mqtt"'),
        ("from = 2026-01-01T00:00:00 }", "from = 2026-01-01T00:00:00Z }", 20, "no time zone"),
        ('role = "oil" }', 'role = "oil", meter = "LACT-1", from = 2026-01-01T00:00:00Z }', 20,
         "is missing; write `from = ...`"),
        ('name = "oil_total"', 'name = "level"', 30, "two tags are called 'oil_total'"),
        ("low = 5\nhigh = 4", "rollover_at = 1000000", 12, "low = 5 is not below high = 4"),
        ("host = 7", 'host = "broker"', 25, "7 does not fit; write a valid string"),
    ],
)  # fmt: skip
def test_load_site__names_line_and_remedy(
    tmp_path: Path, wrong: str, right: str, line: int, said: str
) -> None:
    path = write(tmp_path, GOOD.replace(right, wrong))

    with pytest.raises(ConfigError) as caught:
        load_site(path)

    assert f"{path}:{line}: " in caught.value.message
    assert said in caught.value.message


def test_load_site__names_tables_as_a_technician_would(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD.replace('unit = "in"', 'unit = "inches"'))

    with pytest.raises(ConfigError, match="device 'tank-box', tag 'level', unit: 'inches'"):
        load_site(path)


def test_load_site__all_faults_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("address = 12", "adress = 12").replace('unit = "in"', 'unit = "inches"')

    with pytest.raises(ConfigError) as caught:
        load_site(write(tmp_path, text))

    assert all(word in caught.value.message for word in ("`address = ...`", "adress", "inches"))


@pytest.mark.parametrize(
    ("content", "said"), [(b"[collector", "not TOML"), (b"\xff\xfe", "not UTF-8")]
)
def test_load_site__not_a_site_file(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "site.toml"
    path.write_bytes(content)

    with pytest.raises(ConfigError, match=said):
        load_site(path)


def test_load_site__missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot read the site file"):
        load_site(tmp_path / "absent.toml")


def test_site_schema__lists_words_and_refuses_others() -> None:
    schema = site_schema()

    assert schema["additionalProperties"] is False
    kinds = schema["$defs"]["ModbusTag"]["properties"]["kind"]["enum"]
    assert "totalizer" in kinds
    assert "tag" in schema["$defs"]["ModbusDevice"]["properties"]


@pytest.mark.parametrize("order", ["big", "little", "ABCD", "CDAB", "BADC", "DCBA"])
def test_load_site__word_order_by_either_name(tmp_path: Path, order: str) -> None:
    text = GOOD.replace('protocol = "modbus"', f'protocol = "modbus"\nword_order = "{order}"')
    device = load_site(write(tmp_path, text)).devices[0]

    assert isinstance(device, ModbusDevice)
    assert device.word_order == order
    assert order in site_schema()["$defs"]["ModbusDevice"]["properties"]["word_order"]["enum"]


def test_load_site__unknown_word_order_names_those_there_are(tmp_path: Path) -> None:
    text = GOOD.replace('protocol = "modbus"', 'protocol = "modbus"\nword_order = "ABDC"')

    with pytest.raises(ConfigError, match=r"'ABDC' does not fit; write 'big', .* or 'DCBA'"):
        load_site(write(tmp_path, text))
