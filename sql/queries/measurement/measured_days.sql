-- What was measured over a span of production days, in a steady order.
select produced_on, quantity::text as quantity, meter_id, tank_id, completion_id, amount, unit,
       amount_native, native_unit, method::text as method, volume_basis::text as volume_basis,
       hours_in_day, flags, input_hash
from wellflow.measured_day
where produced_on >= %(first_day)s
  and produced_on <= %(last_day)s
order by produced_on, id
