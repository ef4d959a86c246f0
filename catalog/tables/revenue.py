"""From a purchaser's statement to what each owner is paid."""

from catalog.model import Column, Table, day, enum, flag, instant, number, ref, text
from domain.month import kinds

SALES_CONTRACT = Table(
    name="sales_contract",
    family="revenue",
    grain="one row per purchaser, property, product and span of dates",
    master=True,
    columns=(
        ref("purchaser_id", "company", "Purchaser"),
        ref("property_id", "property", "Property sold"),
        enum("product", "product", "Product"),
        text("purchaser_property_code", "Purchaser's code for the property"),
        enum("delivery_point", "delivery_point", "On or off the lease"),
        enum("tax_remitter", "tax_remitter", "Who remits the production tax"),
        enum("settlement_basis", "settlement_basis", "Cheque covers 8/8ths or our net",
             default="'gross'"),
        enum("disposition_kind", "disposition_kind",
             f"How it is sold: liquids {', '.join(kinds.SOLD[kinds.LIQUID])}; "
             f"gas {', '.join(kinds.SOLD[kinds.GAS])}", default="'pipeline'"),
        enum("status", "contract_status", "State", default="'active'"),
        day("effective_from", "First day"),
        day("effective_to", "Day after the last", optional=True),
    ),
    no_overlap=("purchaser_id", "property_id", "product"),
)  # fmt: skip

STATEMENT = Table(
    name="statement",
    family="revenue",
    grain="one row per statement as the purchaser sent it",
    records=True,
    columns=(
        ref("purchaser_id", "company", "Purchaser"),
        text("statement_number", "Purchaser's number"),
        day("statement_on", "Date on the statement"),
        number("total_usd", "money", "Total on the statement", "usd"),
        number("check_amount_usd", "money", "Money received with it", "usd"),
        ref("supersedes_id", "statement", "Statement this one corrects", optional=True),
    ),
    unique=(("purchaser_id", "statement_number", "supersedes_id"),),
)

STATEMENT_LINE = Table(
    name="statement_line",
    family="revenue",
    grain="one row per line of a statement",
    key=("statement_id", "line_number"),
    own_id=False,
    records=True,
    columns=(
        ref("statement_id", "statement", "Statement"),
        Column("line_number", "int", "Line"),
        text("purchaser_property_code", "Purchaser's code for the property"),
        ref("property_id", "property", "Our property"),
        day("sales_month", "First day of the month of sale"),
        enum("product", "product", "Product"),
        number("pressure_base_psia", "measure", "Base pressure of gas", "psia", optional=True),
        number("volume", "volume", "Volume", "see unit"),
        enum("unit", "unit", "bbl or mcf"),
        number("energy_mmbtu", "volume", "Energy of gas", "mmbtu", optional=True),
        number("price_usd_per_unit", "price", "Price", "usd per unit"),
        number("gross_usd", "money", "Volume x price", "usd"),
        number("tax_withheld_usd", "money", "Production tax the purchaser remits", "usd",
               default="0"),
        number("deductions_usd", "money", "Other deductions", "usd", default="0"),
        number("net_usd", "money", "Paid", "usd"),
        number("decimal_paid", "interest", "Decimal the cheque covers", "fraction", default="1"),
        flag("is_prior_period", "Corrects an earlier month"),
    ),
    checks=("net_usd = gross_usd - tax_withheld_usd - deductions_usd",),
)  # fmt: skip

DECK = Table(
    name="deck",
    family="revenue",
    grain="one row per property, kind, product and span of dates",
    columns=(
        ref("property_id", "property", "Property"),
        enum("kind", "deck_kind", "Revenue or cost"),
        enum("product", "product", "Product", optional=True),
        day("effective_from", "First sales month"),
        day("effective_to", "Day after the last", optional=True),
        ref("edited_by", "app_user", "Person who made it", optional=True),
        ref("approved_by", "app_user", "Person who approved it", optional=True),
        instant("approved_at", "When", optional=True),
    ),
    no_overlap=("property_id", "kind", "product"),
)

DECK_LINE = Table(
    name="deck_line",
    family="revenue",
    grain="one row per deck, owner and sort of interest",
    columns=(
        ref("deck_id", "deck", "Deck"),
        ref("owner_id", "company", "Owner"),
        enum("interest_type", "interest_type", "Sort of interest"),
        Column("interest_numerator", "bigint", "Exact fraction, above the line", optional=True),
        Column("interest_denominator", "bigint", "Exact fraction, below the line",
               optional=True),
        number("interest_decimal", "interest", "Decimal on the signed paper", "fraction", low=0,
               high=1),
        enum("pay_status", "pay_status", "Paid or held", default="'pay'"),
        text("suspense_reason", "Why it is held", optional=True),
        enum("payor", "line_payor", "Who pays this owner", default="'operator'"),
        flag("is_residual", "Takes the rounding residue"),
    ),
    unique=(("deck_id", "owner_id", "interest_type"),),
)  # fmt: skip

REVENUE_RUN = Table(
    name="revenue_run",
    family="revenue",
    grain="one row per valuation of a statement",
    derived=True,
    columns=(
        ref("statement_id", "statement", "Statement valued"),
        enum("state", "run_state", "Draft, booked or reversed", default="'draft'"),
        Column("version", "int", "Counts runs of the statement", default="1"),
        number("gross_usd", "money", "Sum of gross", "usd"),
        number("tax_usd", "money", "Sum of production tax and fees", "usd"),
        number("deductions_usd", "money", "Sum of deductions", "usd"),
        number("net_usd", "money", "Sum distributed", "usd"),
        ref("run_by", "app_user", "Person who ran it"),
        text(
            "input_hash",
            "Form and hash of what it was made from; without a form from the first release",
        ),
        Column("run_id", "uuid", "Run that made it"),
        instant(
            "inputs_changed_at", "When what it was made from was found changed since", optional=True
        ),
    ),
    unique=(("statement_id", "version"),),
)

REVENUE_DISTRIBUTION = Table(
    name="revenue_distribution",
    family="revenue",
    grain="one row per run and statement line",
    derived=True,
    columns=(
        ref("revenue_run_id", "revenue_run", "Run"),
        Column("line_number", "int", "Line of the statement"),
        ref("property_id", "property", "Property"),
        ref("deck_id", "deck", "Deck used"),
        day("production_month", "First day of the sales month"),
        enum("product", "product", "Product"),
        number("gross_volume", "volume", "Volume sold", "see unit"),
        number("net_volume", "volume", "Volume x decimal the cheque covers", "see unit"),
        number("price_usd_per_unit", "price", "Price", "usd per unit"),
        number("gross_value_usd", "money", "Value", "usd"),
        number("severance_tax_usd", "money", "Production tax", "usd"),
        number("regulatory_fee_usd", "money", "Cleanup fee", "usd", default="0"),
        number("ad_valorem_tax_usd", "money", "Ad valorem tax", "usd", default="0"),
        number("transportation_cost_usd", "money", "Transportation", "usd", default="0"),
        number("processing_cost_usd", "money", "Processing", "usd", default="0"),
        number("other_deductions_usd", "money", "Other deductions", "usd", default="0"),
        number("net_value_usd", "money", "Left for the owners", "usd"),
        Column("tax_rules", "json", "[{rule, version, content_hash, base_usd, rate, amount_usd}]",
               default="'[]'"),
        Column("run_ticket_numbers", "texts", "Tickets behind the volume", default="'{}'"),
        day("distributed_on", "Date of distribution", optional=True),
    ),
    unique=(("revenue_run_id", "line_number"),),
    indexes=(("production_month",), ("product",)),
)  # fmt: skip

OWNER_REVENUE = Table(
    name="owner_revenue",
    family="revenue",
    grain="one row per distribution and deck line: the line on an owner's statement",
    key=("revenue_distribution_id", "deck_line_id"),
    own_id=False,
    derived=True,
    columns=(
        ref("revenue_distribution_id", "revenue_distribution", "Distribution"),
        ref("deck_line_id", "deck_line", "Deck line"),
        ref("owner_id", "company", "Owner"),
        enum("interest_type", "interest_type", "Sort of interest"),
        number("interest_decimal", "interest", "Decimal used", "fraction"),
        number("gross_usd", "money", "Owner's gross", "usd"),
        number("tax_usd", "money", "Owner's tax and fees", "usd"),
        number("deductions_usd", "money", "Owner's deductions", "usd"),
        number("net_usd", "money", "Owner's net", "usd"),
        enum("pay_status", "pay_status", "Paid or held"),
    ),
    indexes=(("owner_id",),),
    checks=("net_usd = gross_usd - tax_usd - deductions_usd",),
)

PAYMENT = Table(
    name="payment",
    family="revenue",
    grain="one row per owner and revenue run that is paid",
    columns=(
        ref("revenue_run_id", "revenue_run", "Run paid"),
        ref("owner_id", "company", "Owner paid"),
        number("amount_usd", "money", "Amount", "usd"),
        enum("status", "payment_status", "State", default="'pending'"),
        ref("prepared_by", "app_user", "Person who prepared it"),
        ref("released_by", "app_user", "Person who released it", optional=True),
        instant("released_at", "When", optional=True),
    ),
    unique=(("revenue_run_id", "owner_id"),),
)

TABLES = (
    SALES_CONTRACT, STATEMENT, STATEMENT_LINE, DECK, DECK_LINE, REVENUE_RUN,
    REVENUE_DISTRIBUTION, OWNER_REVENUE, PAYMENT,
)  # fmt: skip
