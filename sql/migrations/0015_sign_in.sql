-- The one door before a tenant is known: a person signs in with the operator's short name and
-- an address. The tenant is set while the function looks and put back before it returns.
create function wellflow.sign_in(slug text, email text)
returns table (organization_id uuid, app_user_id uuid, password_hash text)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    previous text := current_setting('app.organization_id', true);
begin
    perform set_config(
        'app.organization_id',
        coalesce(
            (select d.organization_id::text
            from wellflow.organization_directory d
            where d.slug = sign_in.slug),
            ''),
        true);
    return query
        select u.organization_id, u.id, u.password_hash
        from wellflow.app_user u
        where u.email = lower(sign_in.email) and u.is_active;
    perform set_config('app.organization_id', coalesce(previous, ''), true);
end
$$;
