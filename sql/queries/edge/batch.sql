create temporary table if not exists batch (
    tag_id uuid not null,
    observed_at timestamptz not null,
    received_at timestamptz not null,
    value double precision,
    quality bigint not null
) on commit delete rows
