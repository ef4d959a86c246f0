-- The newest run that stands of a statement or of any other version of the same paper.
select r.id, r.statement_id, r.state::text, r.version, r.gross_usd, r.tax_usd, r.deductions_usd,
       r.net_usd, r.input_hash, r.inputs_changed_at
from wellflow.statement s
join wellflow.statement paper
    on (paper.organization_id, paper.purchaser_id, paper.statement_number)
     = (s.organization_id, s.purchaser_id, s.statement_number)
join wellflow.revenue_run r on (r.organization_id, r.statement_id) = (paper.organization_id, paper.id)
where s.id = %(statement_id)s and r.state <> 'reversed'
order by (r.statement_id = s.id) desc, r.version desc
limit 1
