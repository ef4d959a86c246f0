-- The newest run of a statement that stands.
select id, statement_id, state::text, version, gross_usd, tax_usd, deductions_usd, net_usd,
       input_hash, inputs_changed_at
from wellflow.revenue_run
where statement_id = %(statement_id)s and state <> 'reversed'
order by version desc
limit 1
