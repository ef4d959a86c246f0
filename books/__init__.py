"""The month's work as plain functions, callable from Dagster, the command line and the API alike.

Belongs here: take a tenant's scope, read a window, call `domain`, audit, write, commit, report;
a room for each stage: days, measuring, allocating, month, closing, filing, revenue, engineering.
Does not belong here: formulas (`domain`), SQL (`storage` and `sql`), dagster, HTTP, files.
"""
