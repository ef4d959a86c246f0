"""One read of one OPC UA node."""

from datetime import UTC, datetime

from asyncua import ua
from pydantic import ValidationError

from domain.measurement.reading import Reading, Refused
from ingest.probe import Target
from ingest.protocols.opcua.connection import Patience, connected, node_id_of, translated
from ingest.protocols.opcua.site import OpcuaTag
from ingest.protocols.opcua.value import value_reading


async def look(target: Target, timeout_s: float) -> tuple[Reading | Refused, str]:
    """Read the value of the target's node with its status and times."""
    url = target.url.partition("#")[0]
    tag = _named(target)
    async with connected(url, Patience(request_s=timeout_s)) as client, translated(url):
        node_id = node_id_of(tag.node, await client.get_namespace_array())
        data = await client.get_node(node_id).read_data_value(raise_on_bad_status=False)
    value = None if data.Value is None else data.Value.Value
    return value_reading(tag, data, datetime.now(UTC)), _described(data, value)


def _described(data: ua.DataValue, value: object) -> str:
    kind = "nothing" if data.Value is None else data.Value.VariantType.name
    return f"{kind} {value!r}"


def _named(target: Target) -> OpcuaTag:
    try:
        return OpcuaTag(name=target.fragment, kind="status", unit="none", node=target.fragment)
    except ValidationError as error:
        raise target.fault("needs a node after #, as in #ns=2;s=Well-1.Pressure") from error
