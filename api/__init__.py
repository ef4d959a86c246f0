"""The HTTP face of a running WellFlow.

Belongs here: routes and the pages they serve; today only the health of the house.
Does not belong here: dagster, assets, and rules of the field.
"""
