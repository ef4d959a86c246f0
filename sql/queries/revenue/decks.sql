-- Every deck with the number of its property.
select d.*, p.property_number,
       (d.approved_by is not null and d.approved_at is not null) as is_approved
from wellflow.deck d
join wellflow.property p on (p.organization_id, p.id) = (d.organization_id, d.property_id)
order by p.property_number, d.kind, d.effective_from, d.id
