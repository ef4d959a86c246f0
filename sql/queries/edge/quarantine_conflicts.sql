select edge.quarantine_conflicts(
    %s::uuid[], %s::timestamptz[], %s::timestamptz[], %s::float8[], %s::bigint[])
