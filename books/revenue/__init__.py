"""Money: from a purchaser's statement to each owner's cent, and its payment.

Belongs here: revenue runs and their reversal, decks, checks of statements, payments.
Does not belong here: interests and distribution (`domain.revenue`), taxes (`domain.states`).
"""
