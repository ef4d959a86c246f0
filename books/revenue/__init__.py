"""Money: from a purchaser's statement to each owner's cent, and its payment.

Belongs here: who runs, reverses, approves, pays and releases, what is read for it and written.
Does not belong here: interests, checks and distribution (`domain.revenue`), taxes
(`domain.states`).
"""
