"""Coming in: the sign-in page, one's own password, sessions, and the machine owner's link.

Belongs here: these pages and their forms, which work without scripts.
Does not belong here: how people and sessions are kept (`api.doors`), what stands before every page
(`api.guard`), and how pages look (`api.look`).
"""
