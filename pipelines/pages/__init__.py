"""Dagster's pages behind our guard: which of its operations stay open, and for whom.

Belongs here: Dagster's operations and routes by name, who may ask for them, and the application
put together.
Does not belong here: the guard that any page needs (`api.guard`), sign-in, and listening.
"""
