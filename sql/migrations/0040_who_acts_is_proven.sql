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
    constraint secret_rule_2 check (memory_kib between 19456 and 1048576 and passes between 2 and 16 and lanes between 1 and 16)
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
    is_untold boolean not null default false,
    constraint session_pkey primary key (id),
    constraint session_token_sha256_key unique (token_sha256)
);
create index session_app_user_id_idx on identity.session (organization_id, app_user_id);
create index session_untold_idx on identity.session (organization_id) where is_untold;
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

-- The session of a token: good, begun, not ended. It was opened by a transaction that has committed,
-- not by this one, and expires while one is open.
create function identity.session_of(token text)
returns identity.session
language plpgsql
stable parallel restricted
as $$
begin
    return (
        select s
        from identity.session s
        where s.token_sha256 = sha256(convert_to(token, 'UTF8'))
            and s.is_good
            and s.begun_at is not null
            and s.ended_at is null
            and s.expires_at > clock_timestamp()
            and s.opened_in is distinct from pg_current_xact_id_if_assigned());
end
$$;

-- The session that the transaction presents, if it is of the organization in scope and of a secret
-- of its person's own; without one every part of it is null.
create function identity.live_session()
returns identity.session
language plpgsql
stable parallel restricted
as $$
declare
    session identity.session := identity.session_of(current_setting('app.session', true));
begin
    if session.must_change or session.organization_id
        is distinct from nullif(current_setting('app.organization_id', true), '')::uuid
    then
        return null;
    end if;
    return session;
end
$$;

create function wellflow.acting_session()
returns uuid
language plpgsql
stable parallel restricted
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    return (identity.live_session()).id;
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
    return (identity.live_session()).app_user_id;
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
    return (identity.live_session()).organization_id;
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
    if person is null or person not in (
        select identity.managers(nullif(current_setting('app.organization_id', true), '')::uuid))
    then
        raise exception 'only somebody with user.manage may do this'
            using errcode = 'WF003', hint = 'sign in as that person: wellflow login';
    end if;
    return person;
end
$$;
