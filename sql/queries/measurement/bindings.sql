-- What tags tell about which measuring point, for bindings that touch a window.
select t.*, b.*
from wellflow.tag_binding b
join wellflow.tag t on t.organization_id = b.organization_id and t.id = b.tag_id
where b.effective_from < %(to_at)s
  and (b.effective_to is null or b.effective_to > %(from_at)s)
order by b.effective_from, t.tag_name
