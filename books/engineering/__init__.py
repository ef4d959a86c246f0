"""What an engineer's work writes: decline fits of completions.

Belongs here: reading the history of a completion, calling `domain.decline`, keeping the fit.
Does not belong here: curves and fitting (`domain.decline`), and reserves.
"""
