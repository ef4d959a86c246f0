"""Who acts: secrets, signing in, sessions, and the check before an act.

Belongs here: what is done with a secret before it leaves for the database, the person a session is
of, schedules that act for nobody, the check before an act.
Does not belong here: the act itself (`books`, `exchange`), the rows behind it (`storage.rows`), and
what the database proves and refuses by itself.
"""
