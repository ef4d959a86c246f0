"""Tags, what they are bound to, their readings, and what could not be stored as a reading."""

from catalog.model import Column, Table, enum, instant, number, ref, text

TAG = Table(
    name="tag",
    family="signals",
    grain="one row per signal of a device",
    master=True,
    columns=(
        text("tag_name", "Name in the site file, unique in the organization"),
        text("collector_name", "Collector that reads it"),
        text("device_name", "Device it comes from"),
        text("protocol", "How it is read, as in a site file"),
        enum("kind", "tag_kind", "What sort of signal it is"),
        enum("unit", "tag_unit", "Unit of the stored value"),
        text("description", "What it measures", optional=True),
        number("low_limit", "real", "Lowest sane value", "tag unit", optional=True),
        number("high_limit", "real", "Highest sane value", "tag unit", optional=True),
        number("rollover_at", "real", "Value at which a totalizer starts again from zero",
               "tag unit", optional=True),
        number("deadband", "real", "A fall this small is jitter", "tag unit", default="0"),
        number("max_rate_per_hour", "real", "Fastest sane growth of a totalizer",
               "tag unit per hour", optional=True),
        Column("hold_max_s", "int", "How long a value holds without a new one", unit="s",
               default="7200"),
    ),
    unique=(("tag_name",),),
    indexes=(("collector_name",),),
)  # fmt: skip

TAG_BINDING = Table(
    name="tag_binding",
    family="signals",
    grain="one row per tag, measuring point and span of time",
    columns=(
        ref("tag_id", "tag", "Tag"),
        enum("role", "binding_role", "What the tag tells about the point"),
        ref("meter_id", "meter", "Meter it belongs to", optional=True),
        ref("tank_id", "tank", "Tank it belongs to", optional=True),
        ref("completion_id", "completion", "Completion it belongs to", optional=True),
        number("scale", "factor", "Volume per count of the tag", "unit per count", default="1"),
        text("register", "Register, node or topic it was read from", optional=True),
        instant("effective_from", "First instant of the binding"),
        instant("effective_to", "Instant after the last", optional=True),
    ),
    no_overlap=("tag_id",),
    indexes=(("meter_id",), ("tank_id",), ("completion_id",)),
    checks=("num_nonnulls(meter_id, tank_id, completion_id) = 1",),
)

READING = Table(
    name="reading",
    family="signals",
    schema="scada",
    grain="one row per tag and instant: the raw truth, never edited",
    key=("tag_id", "observed_at"),
    own_id=False,
    columns=(
        Column("tag_id", "uuid", "Tag"),
        instant("observed_at", "When the device says it was so"),
        instant("received_at", "When the collector got it"),
        number("value", "real", "Value in the tag's unit; empty when the read failed",
               "tag unit", optional=True),
        Column("quality", "bigint", "OPC UA status code; 0 is good", default="0"),
    ),
)  # fmt: skip

QUARANTINE = Table(
    name="quarantine",
    family="signals",
    grain="one row per reading that could not be stored as one",
    records=True,
    columns=(
        enum("reason", "quarantine_reason", "Why it is here"),
        text("detail", "What exactly was wrong", optional=True),
        text("collector_login", "Who sent it"),
        Column("tag_id", "uuid", "Tag, where known", optional=True),
        text("tag_name", "Tag name, where known", optional=True),
        instant("observed_at", "Time it claims", optional=True),
        instant("received_at", "When the collector got it", optional=True),
        number("value", "real", "Value it carries", "tag unit", optional=True),
        Column("quality", "bigint", "Quality it carries", optional=True),
        number("stored_value", "real", "Value already stored for that instant", "tag unit",
               optional=True),
        Column("stored_quality", "bigint", "Quality already stored", optional=True),
    ),
    indexes=(("reason", "created_at"),),
)  # fmt: skip

TABLES = (TAG, TAG_BINDING, READING, QUARANTINE)
