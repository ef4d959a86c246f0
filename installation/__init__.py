"""What starts, watches and stops the processes of one machine.

Belongs here: the processes of `wellflow up`, their ports, readiness, supervision and lock.
Does not belong here: what the processes do, and Dagster's definitions (`pipelines`).
"""
