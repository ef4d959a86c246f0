"""Texas: production taxes and fees, Form PR, and their dated rates and codes.

Belongs here: the rules of the Comptroller and the Railroad Commission, by production month. Does
not belong here: who remits a tax, what a purchaser withheld, or how owners share it.
"""
