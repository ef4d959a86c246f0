"""Our speed beside the limit, measured in the same run.

Belongs here: one module per benchmark, each giving ours, the limit, the ratio and the goal.
Does not belong here: tests, and numbers that were not measured now.
"""
