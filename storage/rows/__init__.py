"""Rows of the tenant in scope, one module per table family.

Belongs here: named reads and writes. Does not belong here: the records they give (`domain`), how
rows combine (`books`), connections and transactions (`storage`), tables (`catalog`).
"""
