"""What every daily stage shares: whose days, which of them, and how each of them went.

Belongs here: the scope of a run, the state of a day and stage, late readings.
Does not belong here: measuring and allocating, and anything of a month.
"""
