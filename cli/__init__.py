"""The `wellflow` command.

Belongs here: one module per command: arguments in, a call, a printed result.
Does not belong here: logic, and imports of heavy libraries at the top of a module.
"""
