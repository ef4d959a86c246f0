-- Revenue decks of properties.
select id, property_id, product::text, effective_from, effective_to,
       (approved_by is not null and approved_at is not null) as is_approved
from wellflow.deck
where kind = 'revenue' and property_id = any(%(property_ids)s)
order by property_id, effective_from
