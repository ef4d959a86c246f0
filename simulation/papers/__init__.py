"""The papers of a virtual operator, as files a real one would have: all that no device sends.

Belongs here: master data, site files, run tickets, well tests, purchasers' statements, the truth.
Does not belong here: physics (`field`), devices, and the reading of these files (`exchange`).
"""
