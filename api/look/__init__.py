"""How our pages look: colours, sizes and shapes said once, and the frame every page stands in.

Belongs here: style sheets, pictures, the frame, and filling a template safely.
Does not belong here: what a page says, and who may see it.
"""
