"""No line of the collector can change a device, and a protocol's library loads only when asked."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.protocols.registry import PROTOCOLS, about

INGEST = Path(__file__).parents[2] / "ingest"
# Names by which the libraries change a device: Modbus writes, OPC UA writes, calls and node edits.
FORBIDDEN = {
    "write_coil", "write_coils", "write_register", "write_registers", "write_file_record",
    "mask_write_register", "readwrite_registers", "write_fifo_queue",
    "set_value", "write_value", "write_attribute", "write_attributes", "write_values",
    "call_method", "add_nodes", "delete_nodes", "history_update",
}  # fmt: skip
LIBRARIES = {protocol: about(protocol).library for protocol in PROTOCOLS}


def reading_side():
    return list(INGEST.rglob("*.py"))


def names_in(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_ingest__names_nothing_that_changes_a_device():
    found = {path.name: FORBIDDEN & set(names_in(path)) for path in reading_side()}
    assert {name: names for name, names in found.items() if names} == {}


def test_modbus_client__is_named_in_the_reader_alone():
    users = [path.name for path in reading_side() if "AsyncModbusTcpClient" in names_in(path)]
    assert users == ["reader.py"]


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_source__loads_no_library_of_another_protocol(protocol):
    code = (
        f"import json, sys, {PROTOCOLS[protocol]}.source;"
        " print(json.dumps([name.partition('.')[0] for name in sys.modules]))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(json.loads(ran.stdout))
    others = {library for name, library in LIBRARIES.items() if name != protocol}
    heavy = {"polars", "numpy", "scipy", "dagster", "great_expectations", "iotcore"}
    assert LIBRARIES[protocol] in loaded
    assert loaded & (others | heavy) == set()
