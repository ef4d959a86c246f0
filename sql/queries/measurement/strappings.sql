-- Every strapping table, its points in order of level.
select tank_id, effective_from, level_in, volume_bbl
from wellflow.strapping
order by tank_id, effective_from, level_in
