-- Which tanks have a closing stock, known or not, on some production days.
select produced_on, tank_id
from wellflow.measured_day
where produced_on = any(%(days)s) and quantity in ('oil_stock', 'water_stock')
