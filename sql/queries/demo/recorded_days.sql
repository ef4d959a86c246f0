-- What the recorded field's days hold: odd lengths, and values that are kept as they came.
select
    count(distinct produced_on) as days,
    count(distinct produced_on) filter (where hours_in_day = 23) as days_of_23_hours,
    count(distinct produced_on) filter (where hours_in_day = 25) as days_of_25_hours,
    count(*) filter (where 'negative' = any(flags)) as negative_values,
    count(*) filter (where amount is null) as missing_values
from wellflow.measured_day
