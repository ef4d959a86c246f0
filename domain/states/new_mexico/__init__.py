"""New Mexico: taxes on what is severed, and their dated rates.

Belongs here: the rules of the Taxation and Revenue Department and the Oil Conservation Division,
by production month. Does not belong here: who remits a tax, or how owners share it.
"""
