"""One seeded virtual field: wells, separators, tanks, trucks and meters, step by step.

Belongs here: physics good enough to look at, what the instruments say of it, and the truth.
Does not belong here: protocols (`devices`), files (`papers`).
"""
