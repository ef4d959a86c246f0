"""What a well is called and what it may become: API numbers and the states of its life.

Belongs here: the parts of a number with the lists that check them, and the allowed changes of
status. Does not belong here: what a well produces.
"""
