"""MQTT: messages that a device publishes, acknowledged when they are durable.

Belongs here: the site model, the source, the probe, members of a JSON message.
Does not belong here: publishing, and brokers.
"""
