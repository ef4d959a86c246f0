-- Days that were measured, but not in this form.
select produced_on
from wellflow.day_state
where stage = 'measure' and produced_on = any(%(days)s) and form is distinct from %(form)s
