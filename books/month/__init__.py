"""The production month: what it is made from, worked out in memory, and written as a draft.

Belongs here: reading a month once, what left each unit and by which code, the true-up of its
completions, and the rows of the draft.
Does not belong here: auditing and locking it (`closing`), and its reports (`filing`).
"""
