-- What a view shows, and rules that rewrite a statement.
select
    r.ev_class::regclass || ' ' || r.rulename as subject,
    case r.rulename
        when '_RETURN' then pg_get_viewdef(c.oid) else pg_get_ruledef(r.oid) end
        || case r.ev_enabled
            when 'O' then '' when 'D' then ' disabled' when 'A' then ' always'
            else ' for replicas' end as said
from pg_rewrite r
join pg_class c on c.oid = r.ev_class
where c.relnamespace = any (%(schemas)s::oid[])
    and not exists (
        select from pg_depend d
        where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
