"""Files in and out: what people and other companies send, and what goes back to them.

Belongs here: reading CSV and TOML into rows of the catalog, and writing forms and statements.
Does not belong here: rules of the field (`domain`), and what a month's work decides (`books`).
"""
