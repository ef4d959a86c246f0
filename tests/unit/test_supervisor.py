"""Every source runs on its own: one that fails is started again and stops no other."""

import asyncio

import pytest

from domain.errors import ConfigError, SourceError
from ingest.backoff import BackOff
from ingest.protocols.modbus.site import ModbusDevice
from ingest.spool.device_states import device_states
from ingest.spool.spool import Spool
from ingest.supervisor import SupervisedDevice, Supervisor


def device(name: str) -> ModbusDevice:
    """A device of a site file."""
    tag = {"name": name, "kind": "rate", "unit": "bbl", "table": "input", "address": 0}
    return ModbusDevice.model_validate(
        {"name": name, "protocol": "modbus", "host": "x", "tag": [{**tag, "type": "int16"}]}
    )


class Scripted:
    """A source that does what its script says at each start, then runs for ever."""

    def __init__(self, script: list[BaseException | None]) -> None:
        self.device_name = "scripted"
        self._script = script
        self.starts = 0
        self.running = asyncio.Event()

    async def run(self, sink) -> None:
        self.starts += 1
        if self._script:
            step = self._script.pop(0)
            if step is None:
                return
            raise step
        self.running.set()
        await asyncio.Event().wait()


def supervised(spool: Spool, name: str, build) -> SupervisedDevice:
    """A device whose source is started again at once."""
    return SupervisedDevice(
        device(name), sink=None, build=build, spool=spool, back_off=BackOff(0.001, 0.001)
    )


def test_supervisor__restarts_what_fails_and_leaves_the_others_alone(spool: Spool) -> None:
    async def check() -> None:
        failing = Scripted([SourceError("no answer"), ValueError("a bug"), None])
        steady = Scripted([])
        both = Supervisor(
            [
                supervised(spool, "failing", lambda _device: failing),
                supervised(spool, "steady", lambda _device: steady),
            ]
        )
        both.start()
        await asyncio.wait_for(failing.running.wait(), 10)
        states = {state.device_name: state for state in device_states(spool)}
        await both.stop()
        assert (failing.starts, steady.starts) == (4, 1)
        assert (states["failing"].state, states["failing"].restarts) == ("running", 3)
        assert states["failing"].last_error == "ended by itself"
        assert (states["steady"].state, states["steady"].last_error) == ("running", None)
        assert {state.state for state in device_states(spool)} == {"stopped"}

    asyncio.run(check())


def test_supervisor__source_that_cannot_be_built_is_tried_again(spool: Spool) -> None:
    async def check() -> None:
        attempts: list[int] = []
        source = Scripted([])

        def build(_device):
            attempts.append(1)
            if len(attempts) == 1:
                raise ConfigError("the library is missing")
            return source

        one = Supervisor([supervised(spool, "late", build)])
        one.start()
        await asyncio.wait_for(source.running.wait(), 10)
        await one.stop()
        assert len(attempts) == 2

    asyncio.run(check())


def test_supervisor__starts_once(spool: Spool) -> None:
    async def check() -> None:
        one = Supervisor([supervised(spool, "a", lambda _device: Scripted([]))])
        one.start()
        with pytest.raises(ConfigError, match="already running"):
            one.start()
        await one.stop()

    asyncio.run(check())
