"""The measuring stage of a day: raw readings and papers to measured rows.

Belongs here: what each meter, tank and completion gave on a production day, all that allocation
needs of it included; nothing after this stage reads a raw reading.
Does not belong here: sharing it out among completions (`allocating`).
"""
