select 'meter', meter_name, id from wellflow.meter
union all
select 'tank', tank_name, id from wellflow.tank
union all
select 'completion', completion_name, id from wellflow.completion
