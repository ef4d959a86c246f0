"""Sharing out what was measured together: a day to completions by method, and a month's true-up.

Belongs here: what a battery made, what each completion should have made, factors and shares that
lose nothing. Does not belong here: exact rounding (`domain.numbers`), and reading any of it
(`books`).
"""
