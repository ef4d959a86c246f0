"""The production month: read once, worked out by `domain.month`, and written as a draft.

Belongs here: reading what a month is made from, and the rows of the draft.
Does not belong here: what the month comes to (`domain.month`), auditing and locking it
(`closing`), and its reports (`filing`).
"""
