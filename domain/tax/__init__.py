"""Production taxes and fees of a state, by production month.

Belongs here: one module a state and its dated rates. Does not belong here: who remits a tax, what
a purchaser withheld, or how owners share it.
"""
