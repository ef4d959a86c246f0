"""OPC UA, as it is named in a URL."""

from typing import Final

from ingest.protocols.about import About

ABOUT: Final = About(
    library="asyncua",
    scheme="opc.tcp",
    form="opc.tcp://HOST:PORT/PATH#NODE",
    example="opc.tcp://10.0.0.8:4840/plant#ns=2;s=Well-1.Pressure",
    options=None,  # an endpoint may have a query of its own
)
