"""Rows of the tenant in scope, one module per table family.

Belongs here: named reads and writes, and the records they give. Does not belong here: how rows
combine (`books`), connections and transactions (`storage`), tables (`catalog`).
"""
