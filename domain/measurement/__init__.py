"""From readings to volumes: totalizers, rates, tanks, corrections, and how good they are.

Belongs here: what an instrument's values mean over a span of time, their quality and coverage,
and what each meter, tank and completion gave on a production day.
Does not belong here: decoding what a device sent (`ingest`), and sharing out (`domain.allocation`).
"""
