-- Days on which some point had not one good reading: what it made then was told by its neighbours.
-- What an instrument at a well head showed is told by nobody else, and an opening stock is of the eve.
select distinct produced_on
from wellflow.measured_day
where produced_on >= %(first_day)s
  and produced_on <= %(last_day)s
  and longest_gap_s >= hours_in_day * 3600
  and good_pct < 100
  and quantity in ('oil', 'gas', 'water', 'injection', 'oil_stock', 'water_stock', 'hours_on')
order by produced_on
