-- Policies of row security, with the roles they bind.
select
    p.polrelid::regclass || ' ' || p.polname as subject,
    concat_ws(
        ' ',
        case when p.polpermissive then 'permissive' else 'restrictive' end,
        case p.polcmd
            when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update'
            when 'd' then 'delete' else 'all' end,
        'to ' || (
            select string_agg(
                case r.role when 0 then 'PUBLIC' else pg_get_userbyid(r.role)::text end, ', '
                order by r.role = 0, pg_get_userbyid(r.role))
            from unnest(p.polroles) r (role)),
        'using ' || pg_get_expr(p.polqual, p.polrelid),
        'with check ' || pg_get_expr(p.polwithcheck, p.polrelid)) as said
from pg_policy p
join pg_class c on c.oid = p.polrelid
where c.relnamespace = any (%(schemas)s::oid[])
