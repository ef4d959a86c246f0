-- Functions: with whose rights and under which settings they run; below that line what they take
-- and give, and their body to the letter.
select
    p.oid::regprocedure::text as subject,
    concat_ws(
        ' ',
        case p.prokind
            when 'p' then 'procedure' when 'a' then 'aggregate' when 'w' then 'window' end,
        case when p.prosecdef then 'security definer' end,
        (select 'set ' || string_agg(setting, '; ' order by setting)
        from unnest(p.proconfig) setting),
        case p.provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end,
        case when p.proleakproof then 'leakproof' end,
        case when p.proisstrict then 'strict' end,
        case p.proparallel when 's' then 'parallel safe' when 'r' then 'parallel restricted' end,
        'language ' || l.lanname,
        'of ' || pg_get_userbyid(p.proowner))
    || E'\n'
    || concat_ws(
        E'\n',
        pg_get_function_arguments(p.oid),
        pg_get_function_result(p.oid),
        p.prosrc,
        pg_get_function_sqlbody(p.oid)) as said
from pg_proc p
join pg_language l on l.oid = p.prolang
where p.pronamespace = any (%(schemas)s::oid[])
    and not exists (
        select from pg_depend d
        where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
