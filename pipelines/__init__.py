"""How the assets are run: definitions, jobs, schedules, sensors, resources, guarded pages.

Belongs here: one file per noun of Dagster.
Does not belong here: what a table holds or how it is made, and the supervision of processes
(`installation`).
"""
