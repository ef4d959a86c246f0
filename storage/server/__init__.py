"""Which database is meant, how it is made, and the logins kept for it.

Belongs here: settings, credentials, bootstrap, the installation's store, Dagster's database,
databases for a moment, and the embedded server.
Does not belong here: what is in a database (`storage.schema`, `storage.rows`).
"""
