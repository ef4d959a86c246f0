-- Lines of decks with the owner's code.
select l.id as line_id, l.deck_id, l.owner_id, c.company_code as owner_code, l.interest_type::text,
       l.interest_numerator, l.interest_denominator, l.interest_decimal, l.pay_status::text,
       l.payor::text, l.is_residual
from wellflow.deck_line l
join wellflow.company c on (c.organization_id, c.id) = (l.organization_id, l.owner_id)
where l.deck_id = any(%(deck_ids)s)
order by l.deck_id, l.id
