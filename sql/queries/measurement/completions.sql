-- Every completion and what it is drilled for.
select id, completion_name, main_product::text as main_product
from wellflow.completion
order by id
