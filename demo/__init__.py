"""The main job from end to end: a simulated or recorded field, from sockets to a closed month.

Belongs here: starting and stopping the parts, feeding the papers, judging the result.
Does not belong here: rules of the field, and any row written past the collectors and importers.
"""
