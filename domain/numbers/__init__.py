"""Exact numbers: rounding, whole units, shares without a residue, money, units.

Belongs here: arithmetic that every rule uses and that must agree to the last digit.
Does not belong here: rules of the field, and any number with a date.
"""
