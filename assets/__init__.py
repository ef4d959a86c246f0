"""Dagster assets: each calls one function of `books` and reports what it did.

Belongs here: keys, descriptions, owners, partitions, and the outcome as metadata.
Does not belong here: logic, SQL, and anything a person could want without Dagster.
"""

import warnings

# Known and pinned; said at every import it would drown what a command has to say.
# Remove when Dagster calls it stable.
warnings.filterwarnings("ignore", message="Parameter `backfill_policy` of function `asset`")
