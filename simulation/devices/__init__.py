"""Simulated devices: real Modbus, OPC UA and MQTT over sockets, in lockstep with their reader.

A device has a list of samples and advances only when the sample it serves was taken. Belongs
here: servers, the cursor over samples, the journal of what was served and acknowledged.
Does not belong here: what the samples say (that is `field` and `replay`).
"""
