-- Signing in: the terms, a try that always answers a token, and the first look at the token.

create function identity.new_token()
returns text
language sql
volatile
as $$
    select encode(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()), 'hex')
$$;

-- Who an address of an organization is; the tenant is set while it is looked up.
create function identity.person_of(of_slug text, of_email text)
returns table (organization_id uuid, app_user_id uuid)
language plpgsql
as $$
declare
    previous text := current_setting('app.organization_id', true);
    tenant uuid := (
        select d.organization_id from wellflow.organization_directory d where d.slug = of_slug);
begin
    perform set_config('app.organization_id', coalesce(tenant::text, ''), true);
    return query
        select u.organization_id, u.id
        from wellflow.app_user u
        where u.organization_id = tenant and u.email = lower(of_email) and u.is_active;
    perform set_config('app.organization_id', coalesce(previous, ''), true);
end
$$;

-- A line in the trail of an organization that need not be the one in scope.
create function identity.note(of_organization uuid, kind text, subject text, after jsonb)
returns void
language plpgsql
as $$
declare
    previous text := current_setting('app.organization_id', true);
begin
    perform set_config('app.organization_id', of_organization::text, true);
    perform wellflow.note_event(of_organization, kind, subject, null, after);
    perform set_config('app.organization_id', coalesce(previous, ''), true);
end
$$;

-- Counts a try before it is judged; returns how many there were, or none while it is shut. More
-- than `most` within a quarter of an hour shut an address, or a name, for another quarter.
create function identity.tries_of(of_whom text, most integer)
returns integer
language plpgsql
as $$
declare
    counted identity.try_count;
begin
    insert into identity.try_count as c (whose, failed, since)
    values (sha256(convert_to(of_whom, 'UTF8')), 1, now())
    on conflict (whose) do update
    set failed = case when c.since < now() - interval '15 minutes' then 1 else c.failed + 1 end,
        since = case when c.since < now() - interval '15 minutes' then now() else c.since end
    returning c.* into counted;
    if counted.locked_until > now() then
        return null;
    end if;
    update identity.try_count
    set locked_until = case when counted.failed > most then now() + interval '15 minutes' end
    where whose = counted.whose;
    return counted.failed;
end
$$;

-- How the client is to stretch the secret. An address that nobody has gets a salt of its own, the
-- same each time, so that asking tells nobody who is there. While somebody still has a secret of
-- an earlier release, everybody is asked for both.
create function wellflow.sign_in_terms(slug text, email text)
returns table (
    salt bytea, memory_kib integer, passes integer, lanes integer,
    earlier_salt bytea, earlier_cost integer, earlier_block integer, earlier_lanes integer)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    pepper bytea := (select i.pepper from identity.installation i);
    asked bytea := convert_to(jsonb_build_array(left(slug, 200), lower(left(email, 400)))::text, 'UTF8');
    has_earlier boolean := exists (
        select from identity.membership m where m.earlier_verifier is not null);
begin
    return query
        select
            coalesce(s.salt, substr(sha256(pepper || asked), 1, 16)),
            coalesce(s.memory_kib, 19456), coalesce(s.passes, 2), coalesce(s.lanes, 1),
            case when has_earlier
                then coalesce(m.earlier_salt, substr(sha256(asked || pepper), 1, 16)) end,
            case when has_earlier then coalesce(m.earlier_cost, 16384) end,
            case when has_earlier then coalesce(m.earlier_block, 8) end,
            case when has_earlier then coalesce(m.earlier_lanes, 1) end
        from (values (true)) as always (is_answered)
        left join identity.person_of(left(slug, 200), left(email, 400)) p on true
        left join identity.membership m
            on m.organization_id = p.organization_id and m.app_user_id = p.app_user_id
        left join identity.secret s on s.id = m.secret_id;
end
$$;

-- Tries are told in the trail by whoever next begins a session of the organization, or keeps its
-- trail: a stranger who tries must not be able to hold the end of its chain.
create function identity.tell_tries(of_organization uuid)
returns void
language plpgsql
as $$
declare
    tried record;
begin
    for tried in
        with told as (
            update identity.session s
            set is_untold = false
            where s.organization_id = of_organization and s.is_untold
                and s.opened_in is distinct from pg_current_xact_id_if_assigned()
            returning s.*)
        select * from told t order by t.opened_at, t.id
    loop
        perform identity.note(
            of_organization, 'sign_in_tried', tried.app_user_id::text,
            jsonb_build_object(
                'at', tried.opened_at, 'address', tried.from_address, 'is_good', tried.is_good));
    end loop;
end
$$;

-- Counts a try and answers a token, good or not.
create function wellflow.sign_in(
    slug text, email text, stretched bytea, earlier_stretched bytea, from_address text,
    application text)
returns text
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    named text := jsonb_build_array(left(slug, 200), lower(left(email, 400)))::text;
    address text := left(coalesce(from_address, host(inet_client_addr()), 'this machine'), 100);
    organization uuid;
    person uuid;
    membership identity.membership;
    secret identity.secret;
    tries_of_name integer := identity.tries_of('name ' || named, 10);
    tries_of_address integer := identity.tries_of('address ' || address, 100);
    is_shut boolean := coalesce(tries_of_name > 10 or tries_of_address > 100, true);
    is_right boolean;
    token text := identity.new_token();
begin
    select p.organization_id, p.app_user_id into organization, person
    from identity.person_of(left(slug, 200), left(email, 400)) p;
    select m.* into membership
    from identity.membership m
    where m.organization_id = organization and m.app_user_id = person;
    select s.* into secret from identity.secret s where s.id = membership.secret_id;
    is_right := case
        when secret.id is not null
            then sha256(stretched) = secret.verifier
                and coalesce(secret.expires_at > now(), true)
        else sha256(earlier_stretched) = membership.earlier_verifier end;
    insert into identity.session (
        token_sha256, organization_id, app_user_id, is_good, must_change, stretched_sha256,
        expires_at, from_address, application, is_untold)
    values (
        sha256(convert_to(token, 'UTF8')), organization, person,
        coalesce(is_right and not is_shut, false), coalesce(secret.must_change, false),
        sha256(stretched), now() + interval '2 hours', address, left(application, 100),
        -- Once a name is shut, nobody fills a trail with it.
        tries_of_name is not null);
    return token;
end
$$;

-- The first look at a token: whether it is good, and whose. Only now does a right secret have
-- consequences: the count of wrong ones ends, a secret of an earlier release is replaced.
create function wellflow.begin_session(token text)
returns table (
    organization_id uuid, app_user_id uuid, must_change boolean, expires_at timestamptz)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    previous text := current_setting('app.organization_id', true);
    begun identity.session;
    person record;
    made uuid;
begin
    update identity.session s
    set begun_at = coalesce(s.begun_at, now())
    where s.token_sha256 = sha256(convert_to(token, 'UTF8'))
        and s.is_good
        and s.ended_at is null
        and s.expires_at > now()
        and s.opened_in is distinct from pg_current_xact_id_if_assigned()
    returning s.* into begun;
    if begun.id is null then
        return;
    end if;
    perform set_config('app.organization_id', begun.organization_id::text, true);
    select u.email, d.slug into person
    from wellflow.app_user u
    join wellflow.organization_directory d on d.organization_id = u.organization_id
    where u.organization_id = begun.organization_id and u.id = begun.app_user_id and u.is_active;
    perform set_config('app.organization_id', coalesce(previous, ''), true);
    if person.email is null then
        return;
    end if;
    if begun.begun_at = now() then
        delete from identity.try_count c
        where c.whose = sha256(convert_to(
                'name ' || jsonb_build_array(person.slug, person.email)::text, 'UTF8'))
            or c.since < now() - interval '1 day';
        update identity.try_count c
        set failed = greatest(c.failed - 1, 0)
        where c.whose = sha256(convert_to('address ' || begun.from_address, 'UTF8'));
        delete from identity.session s
        where not s.is_good and s.opened_at < now() - interval '1 day'
            and (not s.is_untold or s.organization_id is null);
        if exists (
            select from identity.membership m
            where m.organization_id = begun.organization_id
                and m.app_user_id = begun.app_user_id
                and m.secret_id is null)
        then
            insert into identity.secret (salt, memory_kib, passes, lanes, verifier, must_change)
            select t.salt, t.memory_kib, t.passes, t.lanes, begun.stretched_sha256, false
            from wellflow.sign_in_terms(person.slug, person.email) t
            returning id into made;
            update identity.membership m
            set secret_id = made, earlier_salt = null, earlier_cost = null, earlier_block = null,
                earlier_lanes = null, earlier_verifier = null
            where m.organization_id = begun.organization_id
                and m.app_user_id = begun.app_user_id;
        end if;
        perform identity.tell_tries(begun.organization_id);
        perform identity.note(
            begun.organization_id, 'signed_in', person.email,
            jsonb_build_object('session', begun.id, 'address', begun.from_address));
    end if;
    return query
        select begun.organization_id, begun.app_user_id, begun.must_change, begun.expires_at;
end
$$;
