-- Every stored reading of a tenant with the name and protocol of its tag.
select t.tag_name, t.protocol, r.observed_at, r.value
from wellflow.reading r
join wellflow.tag t on t.organization_id = r.organization_id and t.id = r.tag_id
order by t.tag_name, r.observed_at
