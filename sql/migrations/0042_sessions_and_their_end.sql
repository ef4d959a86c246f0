-- Sessions once they are begun: renewed, listed, beside one another in several organizations, ended.

-- A session beside or after the one the transaction presents, of the same sign-in.
create function identity.opened_beside(session identity.session, organization uuid, person uuid)
returns text
language plpgsql
as $$
declare
    token text := identity.new_token();
begin
    insert into identity.session (
        token_sha256, organization_id, app_user_id, is_good, must_change, signed_in_at, begun_at,
        expires_at, from_address, application)
    values (
        sha256(convert_to(token, 'UTF8')), organization, person, true, false,
        session.signed_in_at, now(),
        least(now() + interval '2 hours', session.signed_in_at + interval '12 hours'),
        session.from_address, session.application);
    return token;
end
$$;

create function identity.presented()
returns identity.session
language plpgsql
as $$
declare
    session identity.session := identity.live_session();
begin
    if session.id is null then
        raise exception 'nobody is signed in'
            using errcode = 'WF003', hint = 'sign in again: wellflow login';
    end if;
    return session;
end
$$;

-- Who opens a session beside another holds that one: who ends it waits, and then sees both.
create function identity.held()
returns identity.session
language plpgsql
as $$
declare
    session identity.session := identity.presented();
begin
    select s.* into session
    from identity.session s
    where s.id = session.id and s.ended_at is null
    for no key update;
    if session.id is null then
        raise exception 'nobody is signed in'
            using errcode = 'WF003', hint = 'sign in again: wellflow login';
    end if;
    return session;
end
$$;

-- Ends a person's sessions, all or those of one sign-in, with what was opened beside them meanwhile.
create function identity.end_sessions(
    organization uuid, person uuid, of_sign_in timestamptz, because text)
returns void
language plpgsql
as $$
begin
    loop
        update identity.session s
        set ended_at = now(), ended_because = because
        where s.organization_id = organization
            and s.app_user_id = person
            and s.signed_in_at = coalesce(of_sign_in, s.signed_in_at)
            and s.ended_at is null;
        exit when not found;
    end loop;
end
$$;

-- A fresh token for the one presented, which is good for another minute: whoever asked at the
-- same time goes on. Twelve hours after signing in it ends.
create function wellflow.renew_session()
returns text
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    session identity.session := identity.held();
begin
    update identity.session s
    set expires_at = least(s.expires_at, now() + interval '1 minute')
    where s.id = session.id;
    return identity.opened_beside(session, session.organization_id, session.app_user_id);
end
$$;

-- The organizations that the presented session's sign-in belongs to.
create function wellflow.organizations_of_session()
returns table (organization_id uuid, slug text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select d.organization_id, d.slug
    from identity.session s
    join identity.membership own
        on own.organization_id = s.organization_id and own.app_user_id = s.app_user_id
    join identity.membership other on other.secret_id = own.secret_id
    join wellflow.organization_directory d on d.organization_id = other.organization_id
    where s.id = wellflow.acting_session()
    order by d.slug
$$;

-- A session in another organization of the same sign-in.
create function wellflow.open_session_in(slug text)
returns text
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    session identity.session := identity.held();
    other record;
    is_active boolean;
    email text;
    token text;
begin
    select m.organization_id, m.app_user_id into other
    from identity.membership own
    join identity.membership m on m.secret_id = own.secret_id
    join wellflow.organization_directory d on d.organization_id = m.organization_id
    where own.organization_id = session.organization_id
        and own.app_user_id = session.app_user_id
        and d.slug = left(open_session_in.slug, 200);
    if other.organization_id is not null then
        perform set_config('app.organization_id', other.organization_id::text, true);
        select u.is_active, u.email into is_active, email
        from wellflow.app_user u
        where u.organization_id = other.organization_id and u.id = other.app_user_id;
    end if;
    if is_active is true then
        token := identity.opened_beside(session, other.organization_id, other.app_user_id);
        perform identity.note(
            other.organization_id, 'signed_in', email,
            jsonb_build_object('address', session.from_address, 'beside', true));
    end if;
    perform set_config('app.organization_id', session.organization_id::text, true);
    if token is null then
        raise exception 'this sign-in does not belong to the organization %', left(slug, 200)
            using errcode = 'WF003', hint = 'sign in there: wellflow login --organization';
    end if;
    return token;
end
$$;

create function wellflow.end_session(token text)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    ended identity.session;
begin
    update identity.session s
    set ended_at = now(), ended_because = 'signed out'
    where s.token_sha256 = sha256(convert_to(token, 'UTF8')) and s.ended_at is null
    returning s.* into ended;
    perform identity.end_sessions(
        ended.organization_id, ended.app_user_id, ended.signed_in_at, 'signed out')
    where ended.id is not null;
end
$$;

-- Sessions of the person who acts, or of everybody where the person manages people.
create function wellflow.sessions()
returns table (
    id uuid, app_user_id uuid, email text, signed_in_at timestamptz, expires_at timestamptz,
    from_address text, application text, is_this_one boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    presented identity.session := identity.presented();
begin
    return query
        select
            s.id, s.app_user_id, u.email, s.signed_in_at, s.expires_at, s.from_address,
            s.application, s.id = presented.id
        from identity.session s
        join wellflow.app_user u on u.organization_id = s.organization_id and u.id = s.app_user_id
        where s.organization_id = presented.organization_id
            and s.is_good and s.begun_at is not null
            and s.ended_at is null and s.expires_at > now()
            and s.opened_in is distinct from pg_current_xact_id_if_assigned()
            and (s.app_user_id = presented.app_user_id or exists (
                select from wellflow.capability_in_force c
                where c.app_user_id = presented.app_user_id and c.capability = 'user.manage'))
        order by s.opened_at;
end
$$;

create function wellflow.end_session_of(session_id uuid)
returns boolean
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    presented identity.session := identity.presented();
    ended identity.session;
begin
    update identity.session s
    set ended_at = now(), ended_because = 'ended by a person'
    where s.id = session_id
        and s.organization_id = presented.organization_id
        and s.is_good and s.ended_at is null
        and (s.app_user_id = presented.app_user_id or exists (
            select from wellflow.capability_in_force c
            where c.app_user_id = presented.app_user_id and c.capability = 'user.manage'))
    returning s.* into ended;
    if ended.id is not null then
        perform identity.end_sessions(
            ended.organization_id, ended.app_user_id, ended.signed_in_at, 'ended by a person');
        perform identity.note(
            ended.organization_id, 'session_ended', ended.app_user_id::text,
            jsonb_build_object('session', ended.id));
    end if;
    return ended.id is not null;
end
$$;

-- Who leaves is signed out.
create function wellflow.end_sessions_of_leaver()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform identity.end_sessions(new.organization_id, new.id, null, 'the person left');
    return null;
end
$$;

create trigger end_sessions_of_leaver
after update of is_active on wellflow.app_user
for each row
when (old.is_active and not new.is_active)
execute function wellflow.end_sessions_of_leaver();

grant execute on function
    wellflow.acting_session(),
    wellflow.session_organization(),
    wellflow.sign_in_terms(text, text),
    wellflow.sign_in(text, text, bytea, bytea, text, text),
    wellflow.begin_session(text),
    wellflow.renew_session(),
    wellflow.organizations_of_session(),
    wellflow.open_session_in(text),
    wellflow.end_session(text),
    wellflow.sessions(),
    wellflow.end_session_of(uuid)
to :"api";
grant execute on function wellflow.is_founding(uuid) to :"pipeline", :"api";
