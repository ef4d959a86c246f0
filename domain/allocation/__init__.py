"""Sharing out what was measured together: by proportion, and a month's true-up.

Belongs here: factors and shares that lose nothing. Does not belong here: exact rounding
(`domain.numbers`), and which completions share a battery (`books`).
"""
