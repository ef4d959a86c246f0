"""One declaration per table and column: type, unit, meaning and range.

Belongs here: the declarations, and what renders them (drafts of DDL, comments, Polars schemas,
Great Expectations suites, the glossary).
Does not belong here: calculations, and any reading or writing of a database.
"""
