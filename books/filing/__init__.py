"""Reports to agencies, drafted from a month: what is put on them, and their versions.

Belongs here: from the month's rows to the rows of a report.
Does not belong here: what a form must hold (`domain.states`), and files (`exchange`).
"""
