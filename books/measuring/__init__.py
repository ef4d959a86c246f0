"""The measuring stage of a day: raw readings and papers to measured rows.

Belongs here: reading what points, tags and papers say of a window, having `domain.measurement`
make each day's volumes of it, and keeping them; nothing after this stage reads a raw reading.
Does not belong here: how a volume is made (`domain.measurement`), sharing it out (`allocating`).
"""
