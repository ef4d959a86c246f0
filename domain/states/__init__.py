"""What agencies ask, a folder for each state, and the working days they share.

Belongs here: the calendar of closed days, when a report is due, and a folder per state with its
taxes, forms, codes and their dated facts. Does not belong here: how volumes come about, or
writing files.
"""
