"""Recorded days of a real field, served again by simulated devices.

Belongs here: reading the recording, a day's record, when a device reports it, the sites and
papers of a recorded field.
Does not belong here: devices (`simulation.devices`), and what the books make of it.
"""
