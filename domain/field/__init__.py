"""What stands in the field and what is written about it: records, named as the columns they are of.

Belongs here: equipment, completions, the tags bound to them, the network they flow through, and
papers: tickets and tests.
Does not belong here: what any of it means (`measurement`, `allocation`), nor how it is read.
"""
