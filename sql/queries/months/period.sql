-- One production month and its state.
select month, state::text, version, closed_by, closed_at, proposed_at, input_hash, run_id,
       inputs_changed_at
from wellflow.production_period
where month = %(month)s
