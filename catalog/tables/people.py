"""Tenants, the people who may act for them, and the boxes that collect for them."""

from catalog.model import Column, Table, day, enum, flag, instant, ref, text

ORGANIZATION = Table(
    name="organization",
    family="people",
    grain="one row per tenant",
    key=(),
    own_id=False,
    master=True,
    columns=(
        text("organization_name", "Legal name of the operator"),
        text("time_zone", "IANA zone of the production day", default="'America/Chicago'"),
        Column("day_start_hour", "int", "Hour at which a production day starts", unit="h",
               default="7", low=0, high=23),
        flag("day_label_by_end", "A production day carries the date on which it ends"),
        Column("address", "json", "Postal address", optional=True),
        Column("settings", "json", "The operator's own switches", default="'{}'"),
    ),
)  # fmt: skip

ORGANIZATION_DIRECTORY = Table(
    name="organization_directory",
    family="people",
    grain="one row per tenant, readable without a tenant: id and slug, nothing else",
    key=("organization_id",),
    own_id=False,
    is_tenant=False,
    columns=(
        Column("organization_id", "uuid", "Tenant"),
        text("slug", "Short name, [a-z0-9-]+, used as partition key and in commands"),
    ),
    unique=(("slug",),),
    checks=("slug ~ '^[a-z0-9][a-z0-9-]*$'",),
)

APP_USER = Table(
    name="app_user",
    family="people",
    grain="one row per person and tenant",
    master=True,
    columns=(
        text("email", "Address the person signs in with, lower case"),
        text("full_name", "Name as printed on approvals"),
        text("password_hash", "scrypt hash with its parameters", optional=True),
        flag("is_active", "May sign in", default="true"),
    ),
    unique=(("email",),),
    checks=("email = lower(email)",),
)

CAPABILITY_GRANT = Table(
    name="capability_grant",
    family="people",
    grain="one row per person and capability",
    key=("app_user_id", "capability"),
    own_id=False,
    columns=(
        ref("app_user_id", "app_user", "Person who may act"),
        enum("capability", "capability", "What the person may do"),
    ),
)

WAIVER = Table(
    name="waiver",
    family="people",
    grain="one row per signed waiver of a separation of duties",
    records=True,
    columns=(
        ref("app_user_id", "app_user", "Person who may hold both halves"),
        enum("duty_pair", "duty_pair", "Which pair of duties"),
        text("reason", "Why one person must do both"),
        day("signed_on", "Date on the signed paper"),
    ),
)

COLLECTOR_KEY = Table(
    name="collector_key",
    family="people",
    grain="one row per collector: which tenant its database login belongs to",
    key=("login",),
    own_id=False,
    columns=(
        text("login", "Database login of the collector"),
        text("collector_name", "Name of the box as in its site file"),
        instant("revoked_at", "When the box was shut out", optional=True),
    ),
)

TABLES = (
    ORGANIZATION, ORGANIZATION_DIRECTORY, APP_USER, CAPABILITY_GRANT, WAIVER, COLLECTOR_KEY,
)  # fmt: skip
