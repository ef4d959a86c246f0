"""Carries what the first release closed and booked over to form 1 (migration 0031).

That release hashed the repr of its records. They stand here as they were, with the same names and
fields in the same order, and so do its reads, in `sql/queries/carry_over`: nothing here is ever
changed. What computes equal is written down in form 1; what does not has changed since.
"""
