"""A Modbus TCP connection that can read and do nothing else.

The library's client can also change a device; it stays private here, and what is public is
four steps: connect, read, look, close.
"""

import logging
from typing import Final

from pymodbus.client import AsyncModbusTcpClient
from pymodbus.constants import ExcCodes
from pymodbus.exceptions import ModbusException
from pymodbus.pdu import ModbusPDU

from domain.errors import ConfigError, SourceError
from domain.measurement.quality import Quality
from ingest.cancellation import stay_cancelled

_QUALITY_OF_REFUSAL: Final[dict[int, Quality]] = {
    ExcCodes.ILLEGAL_FUNCTION: Quality.BAD_CONFIGURATION,
    ExcCodes.ILLEGAL_ADDRESS: Quality.BAD_CONFIGURATION,
    ExcCodes.ILLEGAL_VALUE: Quality.BAD_CONFIGURATION,
    ExcCodes.GATEWAY_PATH_UNAVIABLE: Quality.BAD_COMMUNICATION,
    ExcCodes.GATEWAY_NO_RESPONSE: Quality.BAD_COMMUNICATION,
}

# Modbus Application Protocol Specification V1.1b3, section 7: what each code says, and what to do.
_WORDS: Final[dict[int, tuple[str, str]]] = {
    ExcCodes.ILLEGAL_FUNCTION: (
        "it does not know this function", "try the other table, holding or input"),
    ExcCodes.ILLEGAL_ADDRESS: (
        "it has no such register",
        "look at the address in its manual; those numbered from 40001 or 30001 begin here at 0"),
    ExcCodes.ILLEGAL_VALUE: (
        "it does not serve so many registers at once", "lower max_registers of the device"),
    ExcCodes.DEVICE_FAILURE: ("it failed at it", "look at the device"),
    ExcCodes.DEVICE_BUSY: ("it is busy", "poll it less often"),
    ExcCodes.GATEWAY_PATH_UNAVIABLE: (
        "the gateway knows no way to this unit", "look at unit_id"),
    ExcCodes.GATEWAY_NO_RESPONSE: (
        "the device behind the gateway does not answer", "look at unit_id, and at the device"),
}  # fmt: skip

_FUNCTIONS: Final = {"holding": 3, "input": 4}

# The library reports each lost reply by itself, with the frames; the source says it once.
logging.getLogger("pymodbus.logging").setLevel(logging.CRITICAL)


class RefusedReadError(SourceError):
    """The device answered that it will not serve this read; the connection is in order."""

    def __init__(self, code: int, *, where: str) -> None:
        words, remedy = _WORDS.get(code, ("it does not say why", "look at the device's manual"))
        super().__init__(
            f"the device refused the read with exception {code}: {words}",
            where=where,
            remedy=remedy,
        )
        self.code = code

    @property
    def is_illegal_block(self) -> bool:
        """Whether asking for fewer registers may help: illegal address or illegal count."""
        return self.code in (ExcCodes.ILLEGAL_ADDRESS, ExcCodes.ILLEGAL_VALUE)

    @property
    def is_device_failure(self) -> bool:
        """Whether the device failed at it; some answer so for one bad address in a block."""
        return self.code in (ExcCodes.DEVICE_FAILURE, ExcCodes.MEMORY_PARITY_ERROR)

    @property
    def is_silence(self) -> bool:
        """Whether a gateway says that the device behind it did not answer."""
        return self.code == ExcCodes.GATEWAY_NO_RESPONSE

    @property
    def quality(self) -> int:
        """The status code of the values that were not read."""
        return int(_QUALITY_OF_REFUSAL.get(self.code, Quality.BAD_DEVICE_FAILURE))


class RegisterReader:
    """Reads registers of one unit, one request at a time, each tried once.

    After a reply that is late, short or of another unit the connection is closed: a reply that
    still travels must not be taken for the answer to the next request.
    """

    def __init__(self, host: str, port: int, unit_id: int, timeout_s: float) -> None:
        self._address = (host, port)
        self._unit_id = unit_id
        self._timeout_s = timeout_s
        self._client: AsyncModbusTcpClient | None = None

    @property
    def where(self) -> str:
        """The device as messages name it."""
        host, port = self._address
        return f"{host}:{port} unit {self._unit_id}"

    @property
    def is_connected(self) -> bool:
        """Whether the connection is up, as far as this end knows."""
        return self._client is not None and self._client.connected

    async def connect(self) -> None:
        """Open the connection; raise `SourceError` when the device does not take it."""
        self.close()
        host, port = self._address
        client = AsyncModbusTcpClient(
            host, port=port, timeout=self._timeout_s, retries=0, reconnect_delay=0
        )
        self._client = client
        is_connected = await client.connect()
        stay_cancelled()
        if not is_connected:
            self.close()
            raise SourceError(
                "no connection", where=self.where, remedy="check power, address and port"
            )

    async def read(self, table: str, address: int, count: int) -> tuple[int, ...]:
        """Return registers of a table, exactly as many as asked for.

        Parameters
        ----------
        table : str
            ``holding`` (function code 3) or ``input`` (function code 4).
        address : int
            Of the first register, counted from zero.
        count : int
            How many registers.

        Raises
        ------
        RefusedReadError
            When the device answers with an exception code.
        SourceError
            When there is no valid answer in time; the connection is then closed.
        """
        where = f"{self.where} {table}:{address}+{count}"
        if self._client is None:
            raise SourceError("not connected", where=where)
        try:
            response = await self._asked(self._client, table, address, count)
        except (ModbusException, OSError) as error:
            self.close()
            raise SourceError(f"no valid answer: {error}", where=where) from error
        stay_cancelled()
        if response.isError():
            raise RefusedReadError(response.exception_code, where=where)
        registers = tuple(getattr(response, "registers", ()))
        if (fault := self._fault(response, table, len(registers), count)) is not None:
            self.close()
            raise SourceError(fault, where=where)
        return registers

    def _fault(self, response: ModbusPDU, table: str, got: int, count: int) -> str | None:
        """Return why an answer is none to the question; the library lets some of these pass."""
        asked = self._client.ctx.request_transaction_id if self._client is not None else None
        if response.transaction_id != asked:
            return f"transaction {response.transaction_id} was answered, not {asked}"
        if response.dev_id != self._unit_id:
            return f"unit {response.dev_id} answered"
        if response.function_code != _FUNCTIONS[table]:
            return f"function {response.function_code} was answered, not {_FUNCTIONS[table]}"
        return None if got == count else f"{got} registers were answered, not {count}"

    def close(self) -> None:
        """Drop the connection; safe at any time."""
        if self._client is not None:
            self._client.close()
            self._client = None

    async def _asked(
        self, client: AsyncModbusTcpClient, table: str, address: int, count: int
    ) -> ModbusPDU:
        if table == "holding":
            return await client.read_holding_registers(
                address, count=count, device_id=self._unit_id
            )
        if table == "input":
            return await client.read_input_registers(address, count=count, device_id=self._unit_id)
        raise ConfigError(f"unknown table {table!r}", remedy="use holding or input")
