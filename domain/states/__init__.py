"""What agencies ask: a folder for each state, a line for it in the registry, and what they share.

Belongs here: the record of a state, of a form and of a taxed sale, dated rules and working days,
and a folder per state with its taxes, forms, codes, calendar and base pressure as dated facts.
Does not belong here: how volumes come about, or writing files.
"""
