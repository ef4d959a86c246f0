-- Every deck with the number of its property.
select d.id, d.property_id, p.property_number, d.kind::text, d.product::text, d.effective_from,
       d.effective_to, (d.approved_by is not null and d.approved_at is not null) as is_approved
from wellflow.deck d
join wellflow.property p on (p.organization_id, p.id) = (d.organization_id, d.property_id)
order by p.property_number, d.kind, d.effective_from, d.id
