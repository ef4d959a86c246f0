"""What is printed from the catalog: drafts of DDL, comments, the glossary, expectations.

Belongs here: one module per form of output, each a pure function of the declarations.
Does not belong here: declarations, and any reading or writing of a database.
"""

from catalog.render.comments import comments
from catalog.render.ddl import draft, draft_enumeration

__all__ = ["comments", "draft", "draft_enumeration"]
