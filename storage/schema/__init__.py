"""The schema of the database: numbered migrations and their steps.

Belongs here: applying migrations, remembering them, and what a migration needs Python for.
Does not belong here: reading and writing rows for the books.
"""
