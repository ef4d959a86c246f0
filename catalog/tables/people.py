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
        ref(
            "granted_by",
            "app_user",
            "Who granted it; nobody in an organization's first import",
            optional=True,
        ),
        flag(
            "is_waiting",
            "Waits for a second person, and is not in force until then",
            default="false",
        ),
        flag(
            "is_of_one_person",
            "Given where nobody else could confirm it; its sheet is signed on paper",
            default="false",
        ),
        ref("confirmed_by", "app_user", "The second person", optional=True),
        instant("confirmed_at", "When the second person confirmed it", optional=True),
        instant("ended_at", "When the right was taken back", optional=True),
        ref("ended_by", "app_user", "Who took it back", optional=True),
    ),
    checks=(
        "(confirmed_by is null) = (confirmed_at is null)",
        "ended_by is null or ended_at is not null",
    ),
)

FACILITY_LIMIT = Table(
    name="facility_limit",
    family="people",
    grain="one row per person and facility, of people who see and enter these facilities alone",
    key=("app_user_id", "facility_id"),
    own_id=False,
    columns=(
        ref("app_user_id", "app_user", "Person who is limited"),
        ref("facility_id", "facility", "Facility in reach"),
        instant("ended_at", "When it went out of reach", optional=True),
    ),
)

WAIVER = Table(
    name="waiver",
    family="people",
    grain="one row per signed waiver of a separation of duties",
    columns=(
        ref("app_user_id", "app_user", "Person who may hold both halves"),
        enum("duty_pair", "duty_pair", "Which pair of duties"),
        text("reason", "Why one person must do both"),
        day("signed_on", "Date on the signed paper"),
        ref(
            "signed_by",
            "app_user",
            "Who stored it; nobody in an organization's first import",
            optional=True,
        ),
        flag(
            "is_waiting",
            "Waits for a second person, and is not in force until then",
            default="false",
        ),
        flag(
            "is_of_one_person",
            "Given where nobody else could; lapses when a second holds the duty",
            default="false",
        ),
        ref("confirmed_by", "app_user", "The second person", optional=True),
        instant("confirmed_at", "When the second person confirmed it", optional=True),
        instant("ended_at", "When it was ended, or lapsed", optional=True),
        ref("ended_by", "app_user", "Who ended it; nobody where it lapsed", optional=True),
    ),
    checks=(
        "(confirmed_by is null) = (confirmed_at is null)",
        "ended_by is null or ended_at is not null",
    ),
)

STANDING_ORDER = Table(
    name="standing_order",
    family="people",
    grain="one row per order that a person signed for a schedule to act under, and may revoke",
    columns=(
        enum("act", "capability", "What the schedule may do, and the signer must be allowed to"),
        text("reason", "Why nobody needs to do it by hand"),
        ref("signed_by", "app_user", "Person whose order it is"),
        instant("signed_at", "When it was signed"),
        day("valid_from", "First day on which it may be acted under"),
        day("valid_until", "Last such day; open without", optional=True),
        ref("revoked_by", "app_user", "Person who took it back", optional=True),
        instant("revoked_at", "When it was taken back", optional=True),
    ),
    checks=(
        "act = 'production.close'",
        "valid_until >= valid_from",
        "(revoked_by is null) = (revoked_at is null)",
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
    ORGANIZATION, ORGANIZATION_DIRECTORY, APP_USER, CAPABILITY_GRANT, FACILITY_LIMIT,
    WAIVER, STANDING_ORDER, COLLECTOR_KEY,
)  # fmt: skip
