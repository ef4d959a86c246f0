-- Every facility by name.
select id, facility_name
from wellflow.facility
order by id
