-- Companies that operate reporting units, as a form's head names them.
select c.id, c.company_name, coalesce(c.p5_operator_number, '') as p5_operator_number, c.address,
       coalesce(c.phone, '') as phone
from wellflow.company c
where c.id = any(%(operator_ids)s)
order by c.company_code
