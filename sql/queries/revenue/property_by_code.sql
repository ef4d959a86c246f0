-- The property a purchaser's code means in a sales month.
select c.property_id
from wellflow.sales_contract c
where c.purchaser_id = %(purchaser_id)s
  and c.purchaser_property_code = %(code)s
  and c.product = %(product)s::wellflow.product
  and c.effective_from < (%(sales_month)s::date + interval '1 month')::date
  and (c.effective_to is null or c.effective_to > %(sales_month)s::date)
order by c.effective_from desc
limit 1
