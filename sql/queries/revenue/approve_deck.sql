-- Approves a deck in a person's name, unless it is approved.
update wellflow.deck
set approved_by = %(approved_by)s, approved_at = %(approved_at)s
where id = %(deck_id)s and approved_by is null
