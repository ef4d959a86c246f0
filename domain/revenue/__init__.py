"""Owners' revenue: decks, purchaser statements, runs, and who gets which cent.

Belongs here: the records of statements, decks, runs and payments, the checks of a statement and
exact distribution. Does not belong here: taxes (`domain.states`), reading and writing (`storage`),
who may run or pay (`books.revenue`), journals.
"""
