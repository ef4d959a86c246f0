"""Table declarations, one module per family, in the order of the data's way through the house.

Belongs here: columns, keys, references and rules of tables.
Does not belong here: SQL text, and tables that no stage fills yet.
"""
