"""Companies: operators, partners, vendors, purchasers, gatherers and owners."""

from catalog.model import Column, Table, flag, text

COMPANY = Table(
    name="company",
    family="parties",
    grain="one row per company or person the operator deals with",
    master=True,
    columns=(
        text("company_name", "Legal name"),
        text("company_code", "Operator's short code for it"),
        text("company_type", "corporation, trust, person, agency ...", optional=True),
        text("p5_operator_number", "Railroad Commission P-5 number, 6 digits", optional=True),
        text("duns_number", "D-U-N-S number", optional=True),
        Column("address", "json", "Postal address", optional=True),
        Column("primary_contact", "json", "Whom to call", optional=True),
        text("phone", "Telephone", optional=True),
        text("email", "E-mail address", optional=True),
        text("website", "Web address", optional=True),
        text("credit_rating", "Credit rating", optional=True),
        Column("insurance_coverage", "json", "Policies and their limits", optional=True),
        text("vendor_number", "Number in the general ledger", optional=True),
        flag("is_operator", "Operates wells"),
        flag("is_vendor", "Bills us"),
        flag("is_partner", "Shares costs"),
        flag("is_purchaser", "Buys production"),
        flag("is_gatherer", "Gathers production"),
        flag("is_hauler", "Hauls liquids and writes run tickets"),
        flag("is_owner", "Holds an interest"),
        text("status", "active or inactive", default="'active'"),
    ),
    unique=(("company_code",),),
    indexes=(("company_name",), ("company_type",)),
    checks=("p5_operator_number is null or p5_operator_number ~ '^[0-9]{6}$'",),
)

TABLES = (COMPANY,)
