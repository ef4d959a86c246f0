"""How the assets are run: definitions, jobs, schedules, sensors, resources.

Belongs here: one file per noun of Dagster.
Does not belong here: what a table holds or how it is made.
"""
