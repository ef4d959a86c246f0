"""Filings to agencies: rows, identities, codes and due dates.

Belongs here: what a form must hold and when it is due, with the agency's dated codes and
calendars beside it. Does not belong here: how volumes come about, or writing files.
"""
