-- Who acts is proven by a session. A person's secret is stretched by the client, with a salt that
-- is handed out here; what is kept and compared is the sha256 of the result. Signing in always
-- answers a token, right secret or wrong, and the token is good only once its transaction has
-- committed: a try that is rolled back, with its count, has told nothing. So the same rows of the
-- same length are written either way, and what only a right secret brings about waits for the
-- transaction that first presents the token. Each transaction presents it in app.session; nothing
-- else that a login sets is believed.

create schema identity;

-- one row: what false salts are made from
create table identity.installation (
    is_the_only_row boolean not null default true,
    pepper bytea not null,
    constraint installation_pkey primary key (is_the_only_row),
    constraint installation_rule_1 check (is_the_only_row)
);
insert into identity.installation (pepper)
values (sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));

-- one row per secret; its person may belong to several organizations
create table identity.secret (
    id uuid not null default gen_random_uuid(),
    salt bytea not null,
    memory_kib integer not null,
    passes integer not null,
    lanes integer not null,
    verifier bytea not null,
    must_change boolean not null,
    expires_at timestamptz,
    set_at timestamptz not null default now(),
    constraint secret_pkey primary key (id),
    constraint secret_rule_1 check (length(salt) between 16 and 64),
    constraint secret_rule_2 check (memory_kib >= 19456 and passes >= 2 and lanes >= 1)
);

-- one row per person of an organization who can sign in
create table identity.membership (
    organization_id uuid not null,
    app_user_id uuid not null,
    secret_id uuid,
    earlier_salt bytea,
    earlier_cost integer,
    earlier_block integer,
    earlier_lanes integer,
    earlier_verifier bytea,
    constraint membership_pkey primary key (organization_id, app_user_id),
    constraint membership_app_user_id_fkey foreign key (organization_id, app_user_id)
        references wellflow.app_user (organization_id, id),
    constraint membership_secret_id_fkey foreign key (secret_id)
        references identity.secret (id)
);
create index membership_secret_id_idx on identity.membership (secret_id);
create index membership_earlier_idx on identity.membership (organization_id)
    where earlier_verifier is not null;

-- one row per token that was handed out, those of wrong secrets included
create table identity.session (
    id uuid not null default gen_random_uuid(),
    token_sha256 bytea not null,
    organization_id uuid,
    app_user_id uuid,
    is_good boolean not null,
    must_change boolean not null,
    stretched_sha256 bytea,
    opened_in xid8 not null default pg_current_xact_id(),
    signed_in_at timestamptz not null default now(),
    opened_at timestamptz not null default now(),
    begun_at timestamptz,
    expires_at timestamptz not null,
    ended_at timestamptz,
    ended_because text,
    from_address text,
    application text,
    constraint session_pkey primary key (id),
    constraint session_token_sha256_key unique (token_sha256)
);
create index session_app_user_id_idx on identity.session (organization_id, app_user_id);
create index session_not_good_idx on identity.session (opened_at) where not is_good;

-- one row per address, and per name tried, whether anybody has that name or not
create table identity.try_count (
    whose bytea not null,
    failed integer not null,
    since timestamptz not null,
    locked_until timestamptz,
    constraint try_count_pkey primary key (whose)
);
create index try_count_since_idx on identity.try_count (since);

-- one row per reset of a secret that somebody asked for
create table identity.reset (
    id uuid not null default gen_random_uuid(),
    organization_id uuid not null,
    app_user_id uuid not null,
    salt bytea not null,
    memory_kib integer not null,
    passes integer not null,
    lanes integer not null,
    verifier bytea not null,
    asked_by uuid,
    asked_at timestamptz not null default now(),
    confirmed_by uuid,
    confirmed_at timestamptz,
    withdrawn_at timestamptz,
    constraint reset_pkey primary key (id),
    constraint reset_app_user_id_fkey foreign key (organization_id, app_user_id)
        references wellflow.app_user (organization_id, id)
);
create index reset_app_user_id_idx on identity.reset (organization_id, app_user_id);

-- Secrets of earlier releases, 'scrypt$cost$block$lanes$salt$key': they work once.
insert into identity.membership (
    organization_id, app_user_id, earlier_salt, earlier_cost, earlier_block, earlier_lanes,
    earlier_verifier)
select
    u.organization_id, u.id, decode(split_part(u.password_hash, '$', 5), 'base64'),
    split_part(u.password_hash, '$', 2)::integer, split_part(u.password_hash, '$', 3)::integer,
    split_part(u.password_hash, '$', 4)::integer,
    sha256(decode(split_part(u.password_hash, '$', 6), 'base64'))
from wellflow.app_user u
where u.password_hash ~ '^scrypt\$\d+\$\d+\$\d+\$[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+$';

alter table wellflow.app_user drop column password_hash;
drop function wellflow.sign_in(text, text);

-- Whose session the transaction presents, if it is good and of the organization in scope. It was
-- opened by a transaction that has committed: not by this one.
create function wellflow.acting_session()
returns uuid
language plpgsql
stable parallel restricted
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select s.id
        from identity.session s
        where s.token_sha256 = sha256(convert_to(current_setting('app.session', true), 'UTF8'))
            and s.organization_id
                = nullif(current_setting('app.organization_id', true), '')::uuid
            and s.is_good
            and not s.must_change
            and s.begun_at is not null
            and s.ended_at is null
            and s.expires_at > now()
            and s.opened_in is distinct from pg_current_xact_id_if_assigned());
end
$$;

create or replace function wellflow.acting_person()
returns uuid
language plpgsql
stable parallel restricted
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select s.app_user_id
        from identity.session s
        where s.token_sha256 = sha256(convert_to(current_setting('app.session', true), 'UTF8'))
            and s.organization_id
                = nullif(current_setting('app.organization_id', true), '')::uuid
            and s.is_good
            and not s.must_change
            and s.begun_at is not null
            and s.ended_at is null
            and s.expires_at > now()
            and s.opened_in is distinct from pg_current_xact_id_if_assigned());
end
$$;

create function wellflow.session_organization()
returns uuid
language plpgsql
stable parallel restricted
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select s.organization_id
        from identity.session s
        where s.token_sha256 = sha256(convert_to(current_setting('app.session', true), 'UTF8'))
            and s.organization_id
                = nullif(current_setting('app.organization_id', true), '')::uuid
            and s.is_good
            and not s.must_change
            and s.begun_at is not null
            and s.ended_at is null
            and s.expires_at > now()
            and s.opened_in is distinct from pg_current_xact_id_if_assigned());
end
$$;

-- Whether the owner of the database may still write without a person: nobody manages the
-- organization yet, save who was put in by this very transaction.
create function wellflow.is_founding(of_organization uuid)
returns boolean
language plpgsql
stable
as $$
begin
    -- Who is not the owner may not even be able to look.
    if session_user is distinct from (
        select pg_get_userbyid(n.nspowner) from pg_namespace n where n.nspname = 'wellflow')
    then
        return false;
    end if;
    return not exists (
        select
        from wellflow.capability_grant g
        join wellflow.app_user u
            on u.organization_id = g.organization_id and u.id = g.app_user_id
        where g.organization_id = of_organization
            and g.capability = 'user.manage'
            and u.is_active
            and g.ended_at is null
            and (not g.is_waiting or g.confirmed_by is not null)
            and g.created_at < now());
end
$$;

create function identity.is_owner()
returns boolean
language sql
stable
as $$
    select session_user = pg_get_userbyid(n.nspowner) from pg_namespace n where n.nspname = 'wellflow'
$$;

-- Who manages people in the organization in scope and acts; null for the owner of the database.
create function identity.managing_person()
returns uuid
language plpgsql
as $$
declare
    person uuid := wellflow.acting_person();
begin
    if identity.is_owner() then
        return null;
    end if;
    if person is null or not exists (
        select
        from wellflow.capability_in_force c
        where c.app_user_id = person and c.capability = 'user.manage')
    then
        raise exception 'only somebody with user.manage may do this'
            using errcode = 'WF003', hint = 'sign in as that person: wellflow login';
    end if;
    return person;
end
$$;

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
        expires_at, from_address, application)
    values (
        sha256(convert_to(token, 'UTF8')), organization, person,
        coalesce(is_right and not is_shut, false), coalesce(secret.must_change, false),
        sha256(stretched), now() + interval '2 hours', address, left(application, 100));
    -- Once a name is shut, nobody fills a trail with it.
    if person is not null and tries_of_name is not null then
        perform identity.note(
            organization, 'sign_in_tried', lower(left(email, 400)),
            jsonb_build_object('address', address, 'is_shut', is_shut));
    end if;
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
        where not s.is_good and s.opened_at < now() - interval '1 day';
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
        perform identity.note(
            begun.organization_id, 'signed_in', person.email,
            jsonb_build_object('session', begun.id, 'address', begun.from_address));
    end if;
    return query
        select begun.organization_id, begun.app_user_id, begun.must_change, begun.expires_at;
end
$$;

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
    session identity.session;
begin
    select s.* into session from identity.session s where s.id = wellflow.acting_session();
    if session.id is null then
        raise exception 'nobody is signed in'
            using errcode = 'WF003', hint = 'sign in again: wellflow login';
    end if;
    return session;
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
    session identity.session := identity.presented();
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
    session identity.session := identity.presented();
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
begin
    update identity.session s
    set ended_at = now(), ended_because = 'signed out'
    where s.token_sha256 = sha256(convert_to(token, 'UTF8')) and s.ended_at is null;
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
    update identity.session s
    set ended_at = now(), ended_because = 'the person left'
    where s.organization_id = new.organization_id
        and s.app_user_id = new.id
        and s.ended_at is null;
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
