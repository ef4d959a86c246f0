select edge.quarantine_refused(
    %s::uuid[], %s::text[], %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[],
    %s::float8[], %s::bigint[])
