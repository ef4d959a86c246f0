"""No line of the collector can change a device."""

import ast
from pathlib import Path

INGEST = Path(__file__).parents[2] / "ingest"
# Names by which the libraries change a device: Modbus writes, OPC UA writes, calls and node edits.
FORBIDDEN = {
    "write_coil", "write_coils", "write_register", "write_registers", "write_file_record",
    "mask_write_register", "readwrite_registers", "write_fifo_queue",
    "set_value", "write_value", "write_attribute", "write_attributes", "write_values",
    "call_method", "add_nodes", "delete_nodes", "history_update",
}  # fmt: skip


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
