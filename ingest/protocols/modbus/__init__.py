"""Modbus TCP: registers that are asked for, decoded and polled again.

Belongs here: the site model, the source, the probe, which reads fetch which registers.
Does not belong here: a write of any kind.
"""
