"""The only door to the database: connections, tenants, migrations, bulk copy.

Belongs here: psycopg, roles and their credentials, transactions bound to an organization, how
rows are moved in bulk, the embedded server, and which flavour of database there is.
Does not belong here: business rules, formulas, and anything that imports polars, numpy or scipy
(collectors use this package).
"""
