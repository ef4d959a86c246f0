"""The only door to the database: connections, tenants, rows, the schema, bulk copy.

Belongs here: psycopg, transactions bound to an organization, how rows are moved in bulk; `rows`
per table family, `schema` with migrations, roles and the gate, `server` with the embedded server,
credentials and settings.
Does not belong here: business rules, formulas, and anything that imports polars, numpy or scipy
(collectors use this package).
"""
