"""Recorded days of a real field, served again by simulated devices.

Belongs here: a day's record, when a device reports it, the sites and papers of a recorded field.
Does not belong here: reading the recording (that is `exchange`).
"""
