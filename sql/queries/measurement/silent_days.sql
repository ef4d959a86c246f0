-- Days on which some point had not one good reading: what it made then was told by its neighbours.
select distinct produced_on
from wellflow.measured_day
where produced_on >= %(first_day)s
  and produced_on <= %(last_day)s
  and longest_gap_s >= hours_in_day * 3600
  and good_pct < 100
order by produced_on
