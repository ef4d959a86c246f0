"""The allocating stage of a day: measured rows shared among the completions that made them.

Belongs here: reading a window's measured rows, network and papers, having `domain.allocation`
share each day out, and keeping what came of it.
Does not belong here: how it is shared (`domain.allocation`), and readings: whatever is needed of
them the measuring stage has written down.
"""
