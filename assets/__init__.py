"""Dagster assets: each calls one function of `books` and reports what it did.

Belongs here: keys, descriptions, owners, partitions, and the outcome as metadata.
Does not belong here: logic, SQL, and anything a person could want without Dagster.
"""
