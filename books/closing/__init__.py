"""The production close: audits of a month, and the act that closes it or says why not.

Belongs here: what is checked before a close, and the close itself.
Does not belong here: how the month's volumes come about (`books.month`), and filings.
"""
