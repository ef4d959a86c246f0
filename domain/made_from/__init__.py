"""What a figure was made from, written down so that no change of a program alters it.

Belongs here: the canonical text of inputs, and the numbered forms in which a closed month and a
booked run are written down. A form that has been used stays as it is; what must be written down
otherwise gets the next number.
Does not belong here: reading the inputs, and storing the text.
"""
