-- How many readings each day had when it was last measured.
select produced_on, reading_count
from wellflow.day_state
where stage = 'measure'
  and reading_count is not null
  and produced_on >= %(first_day)s
  and produced_on <= %(last_day)s
order by produced_on
