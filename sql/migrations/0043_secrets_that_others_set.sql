-- Secrets that others set are known to others: they open nothing but the door to a secret of one's
-- own.

-- Whoever changes a secret has proved the one before within the last minutes, not by a token that
-- may have lain about.
create function identity.fresh_session(token text)
returns identity.session
language plpgsql
as $$
declare
    session identity.session := identity.session_of(token);
begin
    if session.id is null or session.signed_in_at < now() - interval '15 minutes' then
        raise exception 'sign in anew first'
            using errcode = 'WF003', hint = 'sign in again: wellflow login';
    end if;
    return session;
end
$$;

create function identity.end_sessions_with(of_secret uuid, because text)
returns void
language sql
as $$
    select identity.end_sessions(m.organization_id, m.app_user_id, null, because)
    from identity.membership m
    where m.secret_id = of_secret
$$;

-- Replaces the secret of the person whose token is presented, and ends every session made with it.
create function wellflow.change_secret(
    token text, salt bytea, memory_kib integer, passes integer, lanes integer, stretched bytea)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    session identity.session := identity.fresh_session(token);
    member identity.membership;
begin
    select m.* into member
    from identity.membership m
    where m.organization_id = session.organization_id and m.app_user_id = session.app_user_id;
    if length(stretched) not between 32 and 64 then
        raise exception 'a stretched secret has 32 to 64 bytes' using errcode = 'WF002';
    end if;
    update identity.secret s
    set salt = change_secret.salt, memory_kib = change_secret.memory_kib,
        passes = change_secret.passes, lanes = change_secret.lanes,
        verifier = sha256(stretched), must_change = false, expires_at = null, set_at = now()
    where s.id = member.secret_id;
    perform identity.end_sessions_with(member.secret_id, 'the secret was changed');
    perform identity.note(m.organization_id, 'secret_changed', m.app_user_id::text, null)
    from identity.membership m
    where m.secret_id = member.secret_id;
end
$$;

-- A sign-in is of one human being: two people of an organization never share one, or the second
-- person would be the first.
create function wellflow.join_sign_in(token text)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    presented identity.session := identity.fresh_session(current_setting('app.session', true));
    joining identity.session := identity.fresh_session(token);
    one_time uuid;
begin
    if joining.organization_id = presented.organization_id then
        raise exception 'two people of one organization never share a sign-in'
            using errcode = 'WF003', hint = 'choose a secret of its own: wellflow login';
    end if;
    if not joining.must_change or presented.must_change then
        raise exception 'only a person with a one-time secret joins another sign-in'
            using errcode = 'WF002', hint = 'ask for a one-time secret there';
    end if;
    select m.secret_id into one_time
    from identity.membership m
    where m.organization_id = joining.organization_id and m.app_user_id = joining.app_user_id;
    update identity.membership m
    set secret_id = (
        select own.secret_id from identity.membership own
        where own.organization_id = presented.organization_id
            and own.app_user_id = presented.app_user_id)
    where m.organization_id = joining.organization_id and m.app_user_id = joining.app_user_id;
    update identity.session s
    set ended_at = now(), ended_because = 'joined another sign-in'
    where s.id = joining.id;
    delete from identity.secret s
    where s.id = one_time
        and not exists (select from identity.membership m where m.secret_id = one_time);
    perform identity.note(joining.organization_id, 'sign_in_joined', joining.app_user_id::text, null);
    perform identity.note(
        presented.organization_id, 'sign_in_joined', presented.app_user_id::text, null);
end
$$;

create function identity.put_one_time_secret(asked identity.reset)
returns void
language plpgsql
as $$
declare
    member identity.membership;
    made uuid;
begin
    select m.* into member
    from identity.membership m
    where m.organization_id = asked.organization_id and m.app_user_id = asked.app_user_id;
    perform identity.end_sessions_with(member.secret_id, 'the secret was reset');
    insert into identity.secret (salt, memory_kib, passes, lanes, verifier, must_change, expires_at)
    values (
        asked.salt, asked.memory_kib, asked.passes, asked.lanes, asked.verifier, true,
        now() + interval '14 days')
    returning id into made;
    insert into identity.membership as m (organization_id, app_user_id, secret_id)
    values (asked.organization_id, asked.app_user_id, made)
    on conflict (organization_id, app_user_id) do update
    set secret_id = made, earlier_salt = null, earlier_cost = null, earlier_block = null,
        earlier_lanes = null, earlier_verifier = null;
    delete from identity.secret s
    where s.id = member.secret_id
        and not exists (select from identity.membership m where m.secret_id = member.secret_id);
    perform identity.note(
        asked.organization_id, 'one_time_secret_set', asked.app_user_id::text,
        jsonb_build_object('asked_by', asked.asked_by, 'confirmed_by', asked.confirmed_by));
end
$$;

-- Gives a person a one-time secret. The first one is good at once, and so is every one that the
-- owner of the database sets; one that replaces a secret waits for a second person.
create function wellflow.reset_secret(
    of_person uuid, salt bytea, memory_kib integer, passes integer, lanes integer,
    stretched bytea)
returns table (reset_id uuid, is_waiting boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    tenant uuid := nullif(current_setting('app.organization_id', true), '')::uuid;
    manager uuid := identity.managing_person();
    member identity.membership;
    asked identity.reset;
begin
    if of_person = manager then
        raise exception 'one''s own secret is changed, not reset'
            using errcode = 'WF003', hint = 'wellflow login --change-secret';
    end if;
    if not exists (
        select from wellflow.app_user u
        where u.organization_id = tenant and u.id = of_person and u.is_active)
    then
        raise exception 'there is no such person' using errcode = 'WF002';
    end if;
    if length(stretched) not between 32 and 64 then
        raise exception 'a stretched secret has 32 to 64 bytes' using errcode = 'WF002';
    end if;
    select m.* into member
    from identity.membership m
    where m.organization_id = tenant and m.app_user_id = of_person;
    if manager is not null and exists (
        select from identity.membership other
        where other.secret_id = member.secret_id
            and (other.organization_id, other.app_user_id)
                is distinct from (member.organization_id, member.app_user_id))
    then
        raise exception 'this sign-in belongs to other organizations, too'
            using errcode = 'WF003', hint = 'the owner of the installation resets it';
    end if;
    insert into identity.reset (
        organization_id, app_user_id, salt, memory_kib, passes, lanes, verifier, asked_by)
    values (
        tenant, of_person, reset_secret.salt, reset_secret.memory_kib, reset_secret.passes,
        reset_secret.lanes, sha256(stretched), manager)
    returning * into asked;
    is_waiting := manager is not null
        and (member.secret_id is not null or member.earlier_verifier is not null);
    reset_id := asked.id;
    if is_waiting then
        perform identity.note(
            tenant, 'reset_asked', of_person::text, jsonb_build_object('reset', asked.id));
    else
        update identity.reset r set confirmed_at = now() where r.id = asked.id;
        perform identity.put_one_time_secret(asked);
    end if;
    return next;
end
$$;

-- A reset is confirmed by somebody whom the one who asked has not made alone.
create function wellflow.confirm_reset(of_reset uuid)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    tenant uuid := nullif(current_setting('app.organization_id', true), '')::uuid;
    manager uuid := identity.managing_person();
    asked identity.reset;
begin
    update identity.reset r
    set confirmed_by = manager, confirmed_at = now()
    where r.id = of_reset
        and r.organization_id = tenant
        and r.confirmed_at is null
        and r.withdrawn_at is null
        and r.asked_at > now() - interval '7 days'
    returning r.* into asked;
    if asked.id is null then
        raise exception 'no such reset waits' using errcode = 'WF002', hint = 'ask for it again';
    end if;
    if manager is not null then
        perform identity.require_second(tenant, manager, asked.asked_by, asked.app_user_id);
    end if;
    perform identity.put_one_time_secret(asked);
end
$$;

create function wellflow.resets_waiting()
returns table (reset_id uuid, app_user_id uuid, asked_by uuid, asked_at timestamptz)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform identity.managing_person();
    return query
        select r.id, r.app_user_id, r.asked_by, r.asked_at
        from identity.reset r
        where r.organization_id = nullif(current_setting('app.organization_id', true), '')::uuid
            and r.confirmed_at is null
            and r.withdrawn_at is null
            and r.asked_at > now() - interval '7 days'
        order by r.asked_at;
end
$$;

-- Which people of the organization in scope can sign in, and who must choose a secret first.
create function wellflow.people_who_sign_in()
returns table (app_user_id uuid, must_change boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform identity.managing_person();
    return query
        select m.app_user_id, coalesce(s.must_change, false)
        from identity.membership m
        left join identity.secret s on s.id = m.secret_id
        where m.organization_id = nullif(current_setting('app.organization_id', true), '')::uuid;
end
$$;
