-- By which deck, and with which taxes, each line of a run was distributed.
select line_number, deck_id, tax_rules
from wellflow.revenue_distribution
where revenue_run_id = %(run)s
order by line_number
