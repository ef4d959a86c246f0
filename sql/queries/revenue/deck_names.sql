-- Decks as people name them: PROPERTY/KIND, or PROPERTY/KIND/FIRST DAY.
select p.property_number || '/' || d.kind, d.id
from wellflow.deck d
join wellflow.property p on (p.organization_id, p.id) = (d.organization_id, d.property_id)
union all
select p.property_number || '/' || d.kind || '/' || d.effective_from, d.id
from wellflow.deck d
join wellflow.property p on (p.organization_id, p.id) = (d.organization_id, d.property_id)
