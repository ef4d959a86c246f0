-- All organizations, in the order of their short names byte by byte.
select organization_id, slug
from wellflow.organization_directory
order by slug collate "C"
