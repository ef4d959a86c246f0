"""From readings to volumes: totalizers, rates, tanks, corrections, and how good they are.

Belongs here: what an instrument's values mean over a span of time, their quality and coverage.
Does not belong here: decoding what a device sent (`ingest`), and sharing out (`domain.allocation`).
"""
