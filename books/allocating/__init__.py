"""The allocating stage of a day: measured rows shared among the completions that made them.

Belongs here: batteries, theoretical volumes, shares, and the day of a completion.
Does not belong here: readings; whatever is needed of them the measuring stage has written down.
"""
