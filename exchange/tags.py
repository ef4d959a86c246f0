"""Registers the tags of a site file and binds them, dated, to what they measure.

Applying the same file again changes nothing. What a tag's stored numbers mean never changes
under them: kind and unit are fixed once registered, and a binding that moves is closed at the
instant the new one begins. Two tags of one kind never count the same flow at the same time: the
one that was replaced says until when it held.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

from access.actors import require
from access.people import Person
from domain.errors import ConfigError, DataError
from domain.tag import MEANING_OF_READINGS, RegisteredTag, TagBinding
from exchange.natural_keys import NameBook
from ingest.site.models import Site
from ingest.site.tables import BindingTable
from storage.connections import Connection
from storage.identity import stable_id
from storage.rows import tags
from storage.tenant import tenant_transaction

CAPABILITY: Final = "tag.configure"


class TagReport(NamedTuple):
    """What applying a site file did, by name of tag."""

    registered: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    bound: tuple[str, ...]
    moved: tuple[str, ...]


class _Plan(NamedTuple):
    """The work one site file asks for."""

    new_tags: list[RegisteredTag]
    changed_tags: list[RegisteredTag]
    new_bindings: list[TagBinding]
    ended: list[tuple[TagBinding, datetime]]
    redated: list[tuple[TagBinding, BindingTable]]
    bound: list[str]
    moved: list[str]


def apply_tags(
    conn: Connection,
    organization_id: UUID,
    person: Person,
    site: Site,
    *,
    take_over: bool = False,
) -> TagReport:
    """Register and bind every tag of a site, in one transaction.

    Parameters
    ----------
    conn : Connection
        Connection of the api role, outside a transaction.
    organization_id : UUID
        The tenant; the site file must name the same one.
    person : Person
        Who acts; needs the capability ``tag.configure``.
    site : Site
        A checked site file.
    take_over : bool
        Whether tags that another collector holds come to this one.

    Raises
    ------
    DataError
        The person may not do this.
    ConfigError
        The file names another organization, an unknown measuring point, another collector's
        tag, gives a registered tag another kind or unit, or binds it to a flow that another
        tag of its kind counts at the same time.
    """
    require(person, organization_id, CAPABILITY)
    with tenant_transaction(conn, organization_id, person.token):
        _check_organization(conn, organization_id, site)
        names = NameBook(conn)
        wanted = {tag.tag_name: tag for tag in _tags(site, names)}
        stored = tags.tags_by_name(conn, wanted)
        plan = _Plan([], [], [], [], [], [], [])
        for name, tag in wanted.items():
            _plan_tag(plan, tag, stored.get(name), take_over=take_over)
        known = {**wanted, **stored}
        _plan_bindings(conn, plan, site, known, names)
        _carry_out(conn, plan)
        _require_no_rivals(conn, [tag.id for tag in known.values()])
    return _report(wanted, plan)


def _check_organization(conn: Connection, organization_id: UUID, site: Site) -> None:
    slug = tags.slug_of(conn, organization_id)
    if slug != site.collector.organization:
        raise ConfigError(
            f"the site file is of organization {site.collector.organization!r}, not {slug!r}",
            where=f"collector {site.collector.name}",
            remedy="apply it as a person of that organization",
        )


def _tags(site: Site, names: NameBook) -> list[RegisteredTag]:
    return [
        RegisteredTag(
            id=names.new_id(site.collector.organization, "tag", {"tag_name": tag.name}),
            tag_name=tag.name,
            collector_name=site.collector.name,
            device_name=device.name,
            protocol=device.protocol,
            kind=tag.kind,
            unit=tag.unit,
            description=tag.description,
            low_limit=tag.low,
            high_limit=tag.high,
            rollover_at=tag.rollover_at,
            deadband=tag.deadband,
            max_rate_per_hour=tag.max_rate_per_hour,
            hold_max_s=tag.hold_max_s,
        )
        for device in site.devices
        for tag in device.tags
    ]


def _plan_tag(
    plan: _Plan, wanted: RegisteredTag, stored: RegisteredTag | None, *, take_over: bool
) -> None:
    if stored is None:
        plan.new_tags.append(wanted)
        return
    where = f"tag {wanted.tag_name!r}"
    for name in MEANING_OF_READINGS:
        was, becomes = getattr(stored, name), getattr(wanted, name)
        if was != becomes:
            raise ConfigError(
                f"is registered with {name} {was!r}; its stored readings mean that, so"
                f" it cannot become {becomes!r}",
                where=where,
                remedy="give the new signal a name of its own",
            )
    if stored.collector_name != wanted.collector_name and not take_over:
        raise ConfigError(
            f"belongs to collector {stored.collector_name!r}",
            where=where,
            remedy="choose another name, or apply with --take-over",
        )
    tag = replace(wanted, id=stored.id)
    if tag != stored:
        plan.changed_tags.append(tag)


def _plan_bindings(
    conn: Connection,
    plan: _Plan,
    site: Site,
    known: Mapping[str, RegisteredTag],
    names: NameBook,
) -> None:
    bound = [(device, tag) for device in site.devices for tag in device.tags if tag.binding]
    if not bound:
        return
    latest = tags.latest_bindings(conn, [known[tag.name].id for _device, tag in bound])
    for _device, tag in bound:
        if tag.binding is None:
            continue
        tag_id = known[tag.name].id
        point_id = _point_id(names, tag.name, tag.binding)
        row = _binding(tag_id, tag.binding, point_id, tag.register_text)
        _plan_binding(plan, tag.name, tag.binding, row, latest.get(tag_id))


def _point_id(names: NameBook, tag_name: str, binding: BindingTable) -> UUID:
    sort, name = binding.point
    where = f"tag {tag_name!r}"
    if not names.ids(sort, name):
        raise ConfigError(
            f"is bound to {sort} {name!r}, which does not exist",
            where=where,
            remedy=f"import the {sort} first (`wellflow import master`), or correct the name",
        )
    try:
        return names.resolve(sort, name, where)
    except DataError as error:
        raise ConfigError(error.what, where=where, remedy=error.remedy) from error


def _binding(tag_id: UUID, binding: BindingTable, point_id: UUID, register: str) -> TagBinding:
    sort, _name = binding.point
    start = binding.effective_from.isoformat()
    return TagBinding(
        id=stable_id("tag_binding", str(tag_id), start),
        tag_id=tag_id,
        role=binding.role,
        meter_id=point_id if sort == "meter" else None,
        tank_id=point_id if sort == "tank" else None,
        completion_id=point_id if sort == "completion" else None,
        scale=Decimal(repr(binding.scale)),
        register=register,
        effective_from=binding.effective_from,
        effective_to=binding.effective_to,
    )


def _plan_binding(
    plan: _Plan,
    tag_name: str,
    binding: BindingTable,
    row: TagBinding,
    latest: TagBinding | None,
) -> None:
    if latest is None:
        plan.new_bindings.append(row)
        plan.bound.append(tag_name)
        return
    same = row.is_of_the_same(latest)
    starts = binding.effective_from
    if same and latest.effective_from == starts:
        _plan_end(plan, tag_name, latest, binding)
        return
    if same and latest.effective_to is None:
        plan.redated.append((latest, binding))
        plan.bound.append(tag_name)
        _plan_end(plan, tag_name, latest, binding)
        return
    ended = latest.effective_to or starts
    if starts <= latest.effective_from or starts < ended:
        last = latest.effective_to or latest.effective_from
        raise ConfigError(
            f"its binding would begin at {starts}, but the one before it reaches to {last}",
            where=f"tag {tag_name!r}",
            remedy="write the instant at which the tag was moved into `from`",
        )
    if latest.effective_to is None:
        plan.ended.append((latest, starts))
        plan.moved.append(tag_name)
    plan.bound.append(tag_name)
    plan.new_bindings.append(row)


def _plan_end(plan: _Plan, tag_name: str, latest: TagBinding, binding: BindingTable) -> None:
    if binding.effective_to not in (None, latest.effective_to):
        plan.ended.append((latest, binding.effective_to))
        plan.moved.append(tag_name)


def _carry_out(conn: Connection, plan: _Plan) -> None:
    tags.add_tags(conn, plan.new_tags)
    for tag in plan.changed_tags:
        tags.change_tag(conn, tag)
    for latest, ends in plan.ended:
        tags.end_binding(conn, latest.id, ends)
    for latest, binding in plan.redated:
        tags.redate_binding(conn, latest.id, binding.effective_from)
    tags.add_bindings(conn, plan.new_bindings)


def _require_no_rivals(conn: Connection, tag_ids: Iterable[UUID]) -> None:
    """Refuse a flow that two tags of one kind would count at the same time."""
    for rival in tags.rivals(conn, tag_ids):
        raise ConfigError(
            f"would count the {rival.role} of {rival.point_name} from {rival.since} on, which tag"
            f" {rival.other_tag_name!r} counts too",
            where=f"tag {rival.tag_name!r}",
            remedy=f"end the binding of {rival.other_tag_name!r} with `to` where the other begins",
        )


def _report(names: Iterable[str], plan: _Plan) -> TagReport:
    registered = tuple(tag.tag_name for tag in plan.new_tags)
    changed = tuple(tag.tag_name for tag in plan.changed_tags)
    touched = {*registered, *changed}
    return TagReport(
        registered=registered,
        changed=changed,
        unchanged=tuple(name for name in names if name not in touched),
        bound=tuple(plan.bound),
        moved=tuple(plan.moved),
    )
