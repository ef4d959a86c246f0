"""The production month worked out: what left each unit, where it went, what it produced.

Belongs here: what a month is made of as records, the split of a battery between its units, the
month of a unit by kind of disposition, and the true-up of its completions. All of it is pure.
Does not belong here: reading and writing a month (`books.month`), and which code an agency gives
to what left (`domain.states`).
"""
