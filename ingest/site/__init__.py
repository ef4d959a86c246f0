"""The site file: one collector, its devices and their tags, read and checked.

Belongs here: the models of the whole file, and what is wrong with a line of it, in plain words.
Does not belong here: what one protocol adds (`ingest.protocols`).
"""
