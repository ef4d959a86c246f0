"""Owners' revenue: decks, purchaser statements, and who gets which cent.

Belongs here: the rules of interests, statement checks and exact distribution. Does not belong
here: taxes (domain.states), payees, payments, journals.
"""
