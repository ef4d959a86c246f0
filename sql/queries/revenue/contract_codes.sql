-- What a purchaser's codes mean, the newest contract first.
select purchaser_property_code as code, product::text, property_id, effective_from, effective_to
from wellflow.sales_contract
where purchaser_id = %(purchaser_id)s
order by effective_from desc
