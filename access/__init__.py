"""Who acts: signing in with a secret, and what a person may do.

Belongs here: secrets and their hashes, the person who signed in, the check before an act.
Does not belong here: the act itself (`books`, `exchange`), the rows of people
(`storage.rows.people`), and what the database refuses by itself.
"""
