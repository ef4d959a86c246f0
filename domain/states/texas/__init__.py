"""Texas: production taxes and fees, Form PR, calendar and base pressure, as dated facts.

Belongs here: the rules of the Comptroller and the Railroad Commission, by production month. Does
not belong here: who remits a tax, what a purchaser withheld, or how owners share it.
"""
