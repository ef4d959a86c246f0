"""Records and pure rules of the oil field, by noun: field, measurement, allocation, wells, revenue.

Belongs here: functions and frozen records that turn numbers into numbers, and the dated facts
of agencies (TOML/CSV beside the module that owns them, read through one cached loader); what one
state asks is a folder of `domain.states`.
Does not belong here: any other I/O, the clock, psycopg, dagster, settings, logging.
"""
