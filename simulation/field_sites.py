"""The site file of a virtual operator's collector: its devices, tags and what they are bound to."""

from datetime import UTC, datetime
from typing import Any, Final

from ingest.site.models import Site
from simulation.endpoints import LOOPBACK, Endpoints
from simulation.field.battery import LACT_ROLLOVER_BBL
from simulation.field.month import WELLS_DEVICE, battery_device
from simulation.field.plans import BatteryPlan, GasWellPlan, OrganizationPlan, WellPlan
from simulation.names import (
    GAS_USES,
    completion_name,
    gas_meter_name,
    lact_meter_name,
    sales_meter_name,
    water_meter_name,
    water_tank_name,
)
from simulation.tag_tables import Registers, Tag, bound, tag

DEAD_DEVICE: Final = "mesquite-spare-rtu"
DEAD_TAG: Final = "mesquite.spare.pressure"
_COUNTER_MAX: Final = 429_496_729.6


def field_site(plan: OrganizationPlan, endpoints: Endpoints, month_year: int) -> Site:
    """Return the site of an operator's one collector.

    Parameters
    ----------
    plan : OrganizationPlan
        The operator.
    endpoints : Endpoints
        Hands out the ports.
    month_year : int
        Year of the month; bindings begin with the year before, as the master data do.
    """
    since = datetime(month_year - 1, 1, 1, tzinfo=UTC)
    devices = [_battery(battery, endpoints, since) for battery in plan.batteries]
    devices.append(_well_heads(plan, endpoints, since))
    devices.extend(_gas_pad(plan, well, endpoints, since) for well in plan.gas_wells)
    if plan.has_dead_device:
        devices.append(_dead(endpoints))
    return Site.model_validate(
        {"collector": {"name": plan.collector, "organization": plan.slug}, "device": devices}
    )


def _battery(plan: BatteryPlan, endpoints: Endpoints, since: datetime) -> dict[str, Any]:
    """Big-endian ones keep their clock in an input register, the others before the values."""
    is_big = plan.word_order == "big"
    clock = {"table": "input" if is_big else "holding", "address": 0, "type": "uint32"}
    registers = Registers(0 if is_big else 2)
    tags = _tank_tags(plan, registers, since)
    tags.extend(_gas_tags(plan, registers, since))
    water = tag(
        f"{plan.stem}.water.total", "water", "Produced water", max_rate_per_hour=150.0,
        rollover_at=_COUNTER_MAX, binding=bound("water", since, meter=water_meter_name(plan)),
    )  # fmt: skip
    tags.append(registers.place(water, "uint32", 0.1))
    if plan.sale == "lact":
        tags.extend(_lact_tags(plan, registers, since))
    return {
        "name": battery_device(plan.stem), "protocol": "modbus", "host": LOOPBACK,
        "port": endpoints.modbus_port(), "interval_s": 0.0, "timeout_s": 5.0,
        "word_order": plan.word_order, "clock": clock, "tag": tags,
    }  # fmt: skip


def _tank_tags(plan: BatteryPlan, registers: Registers, since: datetime) -> list[Tag]:
    tags = []
    for number, name in enumerate(plan.tank_names(), start=1):
        level = tag(
            f"{plan.stem}.tk{number}.level", "level", f"{name} gauge", low=0.0,
            high=plan.tank_height_in, binding=bound("level", since, tank=name),
        )  # fmt: skip
        warmth = tag(
            f"{plan.stem}.tk{number}.temperature", "temperature", f"{name} oil temperature",
            low=-20.0, high=160.0, binding=bound("temperature", since, tank=name),
        )  # fmt: skip
        tags.append(registers.place(level, "uint16", 0.01))
        tags.append(registers.place(warmth, "int16", 0.1))
    if plan.has_water_tank:
        level = tag(
            f"{plan.stem}.wtk.level", "level", f"{water_tank_name(plan)} gauge", low=0.0,
            high=240.0, binding=bound("level", since, tank=water_tank_name(plan)),
        )  # fmt: skip
        tags.append(registers.place(level, "uint16", 0.01))
    pressure = tag(
        f"{plan.stem}.separator.pressure", "pressure", "Separator pressure", low=0.0, high=200.0
    )
    tags.append(registers.place(pressure, "int16", 0.1))
    return tags


def _gas_tags(plan: BatteryPlan, registers: Registers, since: datetime) -> list[Tag]:
    tags = []
    for use in GAS_USES:
        counter = tag(
            f"{plan.stem}.gas.{use}", "gas", f"Casinghead gas, {use}", max_rate_per_hour=400.0,
            binding=bound("gas", since, meter=gas_meter_name(plan, use)),
        )  # fmt: skip
        if use == "flare":
            # A small, slow counter: a float keeps every count it will ever show.
            tags.append(registers.place(counter, "float32"))
        else:
            rolling = {**counter, "rollover_at": _COUNTER_MAX}
            tags.append(registers.place(rolling, "uint32", 0.1))
    return tags


def _lact_tags(plan: BatteryPlan, registers: Registers, since: datetime) -> list[Tag]:
    meter = lact_meter_name(plan)
    total = tag(
        f"{plan.stem}.lact.total", "oil", "LACT meter, indicated barrels",
        rollover_at=LACT_ROLLOVER_BBL, max_rate_per_hour=120.0,
        binding=bound("oil", since, meter=meter),
    )  # fmt: skip
    warmth = tag(
        f"{plan.stem}.lact.temperature", "temperature", "LACT oil temperature", low=-20.0,
        high=160.0, binding=bound("temperature", since, meter=meter),
    )  # fmt: skip
    pressure = tag(
        f"{plan.stem}.lact.pressure", "pressure", "LACT pressure, zero while it stands", low=0.0,
        high=300.0, binding=bound("line_pressure", since, meter=meter),
    )  # fmt: skip
    return [
        registers.place(total, "uint32", 0.1),
        registers.place(warmth, "int16", 0.1),
        registers.place(pressure, "int16", 0.1),
    ]


def _well_heads(plan: OrganizationPlan, endpoints: Endpoints, since: datetime) -> dict[str, Any]:
    tags = [each for well in plan.wells for each in _well_tags(well, since)]
    if plan.wells_by == "mqtt":
        return _mqtt(plan, WELLS_DEVICE, endpoints, tags)
    nodes = [{**each, "node": f"ns=2;s={each['name']}"} for each in tags]
    return {
        "name": WELLS_DEVICE, "protocol": "opcua", "url": endpoints.opcua_url(plan.slug),
        "publish_interval_ms": 50, "queue_size": 1000, "tag": nodes,
    }  # fmt: skip


def _well_tags(well: WellPlan, since: datetime) -> list[Tag]:
    completion = completion_name(well)
    stem = well.tag_stem
    return [
        tag(f"{stem}.run", "status", f"{well.well_name} runs", low=0.0, high=1.0,
            binding=bound("run_status", since, completion=completion)),
        tag(f"{stem}.tubing.pressure", "pressure", f"{well.well_name} tubing pressure", low=0.0,
            high=3000.0, binding=bound("tubing_pressure", since, completion=completion)),
        tag(f"{stem}.casing.pressure", "pressure", f"{well.well_name} casing pressure", low=0.0,
            high=3000.0, binding=bound("casing_pressure", since, completion=completion)),
    ]  # fmt: skip


def _gas_pad(
    plan: OrganizationPlan, well: GasWellPlan, endpoints: Endpoints, since: datetime
) -> dict[str, Any]:
    meter, completion, stem = sales_meter_name(well), completion_name(well), well.tag_stem
    tags = [
        tag(f"{stem}.gas.total", "gas", "Orifice meter total", max_rate_per_hour=150.0,
            binding=bound("gas", since, meter=meter)),
        tag(f"{stem}.gas.rate", "gas_rate", "Orifice meter rate", low=0.0, high=5000.0),
        tag(f"{stem}.gas.pressure", "pressure", "Static pressure", low=0.0, high=1500.0,
            binding=bound("line_pressure", since, completion=completion)),
        tag(f"{stem}.gas.temperature", "temperature", "Flowing temperature", low=-20.0,
            high=180.0),
        tag(f"{stem}.tubing.pressure", "pressure", f"{well.well_name} tubing pressure", low=0.0,
            high=3000.0, binding=bound("tubing_pressure", since, completion=completion)),
        tag(f"{stem}.run", "status", f"{well.well_name} flows", low=0.0, high=1.0,
            binding=bound("run_status", since, completion=completion)),
    ]  # fmt: skip
    return _mqtt(plan, stem, endpoints, tags)


def _mqtt(
    plan: OrganizationPlan, device: str, endpoints: Endpoints, tags: list[Tag]
) -> dict[str, Any]:
    return {
        "name": device, "protocol": "mqtt", "host": endpoints.broker_host,
        "port": endpoints.broker_port, "topic": f"{plan.slug}/{device}",
        "client_id": f"{plan.slug}-{plan.collector}-{device}", "tag": tags,
    }  # fmt: skip


def _dead(endpoints: Endpoints) -> dict[str, Any]:
    spare = tag(DEAD_TAG, "pressure", "Spare transmitter on a unit that hangs")
    return {
        "name": DEAD_DEVICE, "protocol": "modbus", "host": LOOPBACK,
        "port": endpoints.modbus_port(), "interval_s": 5.0, "timeout_s": 1.0,
        "tag": [Registers().place(spare, "int16", 0.1)],
    }  # fmt: skip
