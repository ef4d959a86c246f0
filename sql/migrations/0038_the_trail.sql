-- What was done, by whom, from where, and what it was before: one chain of events an organization.
-- An event is noted where the act is made and chained when its transaction commits, so that a long
-- act holds nobody up; seq has no gap, and each event says the hash of the one before it. Whoever
-- owns the database can still change all of it: that is found, by hashes kept outside.

create schema trail;

-- one row per event of a transaction that is still open: nobody else sees one, none outlasts it
create unlogged table trail.noted (
    of_organization uuid not null,
    noted_in xid8 not null default pg_current_xact_id(),
    is_first boolean not null,
    at timestamptz not null default clock_timestamp(),
    app_user_id uuid, schedule text, session_id uuid,
    login text not null, from_address text, application text not null,
    kind text not null, subject text not null, before jsonb, after jsonb
);
-- By transaction: what others note, or have noted, is not even looked at.
create index noted_noted_in_idx on trail.noted (of_organization, noted_in);

-- one row per act, chained to the one before it
create table wellflow.audit_event (
    organization_id uuid not null,
    id uuid not null,
    seq bigint not null,
    at timestamptz not null,
    app_user_id uuid,
    actor text not null,
    session_id uuid,
    login text not null,
    from_address text,
    application text not null,
    kind text not null,
    subject text not null,
    before jsonb,
    after jsonb,
    previous_hash text not null,
    hash text not null,
    constraint audit_event_pkey primary key (organization_id, seq),
    constraint audit_event_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id)
);
create index audit_event_subject_idx on wellflow.audit_event (organization_id, subject);
alter table wellflow.audit_event enable row level security, force row level security;
create policy tenant on wellflow.audit_event using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per organization: the end of its chain
create table wellflow.audit_head (
    organization_id uuid not null,
    seq bigint not null,
    hash text not null,
    constraint audit_head_pkey primary key (organization_id),
    constraint audit_head_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id)
);
alter table wellflow.audit_head enable row level security, force row level security;
create policy tenant on wellflow.audit_head using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

-- one row per head of the chain that was written down outside the database
create table wellflow.audit_anchor (
    organization_id uuid not null,
    id uuid not null,
    seq bigint not null,
    hash text not null,
    anchored_at timestamptz not null,
    reason text not null,
    where_to text not null,
    constraint audit_anchor_pkey primary key (organization_id, id),
    constraint audit_anchor_organization_id_fkey foreign key (organization_id)
        references wellflow.organization (organization_id),
    constraint audit_anchor_rule_1 check (
        reason in ('daily', 'close', 'filing', 'payment', 'backup', 'request')),
    constraint audit_anchor_rule_2 check (length(where_to) between 1 and 200)
);
alter table wellflow.audit_anchor enable row level security, force row level security;
create policy tenant on wellflow.audit_anchor using (
    organization_id = (select nullif(current_setting('app.organization_id', true), '')::uuid));

create trigger refuse_change before update or delete or truncate on wellflow.audit_event
    for each statement execute function wellflow.refuse_change();
create trigger refuse_change before update or delete or truncate on wellflow.audit_anchor
    for each statement execute function wellflow.refuse_change();
create trigger refuse_change before delete or truncate on wellflow.audit_head
    for each statement execute function wellflow.refuse_change();

-- The text that is hashed: a list of typed fields, told apart whatever they hold. It stands here
-- and in domain/trail/event.py, and never changes; another one is another form.
create function wellflow.event_text(e wellflow.audit_event)
returns text language sql stable
as $$
    select json_build_array(
        'trail/1', e.organization_id, e.seq, e.id,
        to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        e.app_user_id, e.actor, e.session_id, e.login, e.from_address, e.application,
        e.kind, e.subject, e.before::text, e.after::text, e.previous_hash)::text
$$;

-- Notes one event of the transaction. Whoever acts is asked of the functions that prove it; what
-- a login says of itself (its application, the schedule it works for) is kept as said.
create function wellflow.note_event(
    of_organization uuid, kind text, subject text, before jsonb, after jsonb)
returns void language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    session uuid;
begin
    if to_regprocedure('wellflow.acting_session()') is not null then
        session := wellflow.acting_session();
    end if;
    insert into trail.noted (
        of_organization, is_first, app_user_id, schedule, session_id, login, from_address,
        application, kind, subject, before, after)
    values (
        note_event.of_organization,
        not exists (
            select from trail.noted n
            where n.of_organization = note_event.of_organization
                and n.noted_in = pg_current_xact_id()),
        wellflow.acting_person(),
        left(nullif(current_setting('app.schedule', true), ''), 200), session, session_user,
        host(inet_client_addr()), left(current_setting('application_name'), 200), kind,
        coalesce(subject, ''), before, after);
end
$$;

-- Chains all that the transaction noted for an organization; the head is locked until it ends.
create function wellflow.chain_events()
returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    scope text := current_setting('app.organization_id', true);
    head wellflow.audit_head;
    event wellflow.audit_event;
begin
    perform set_config('app.organization_id', new.of_organization::text, true);
    loop
        select h.* into head
        from wellflow.audit_head h where h.organization_id = new.of_organization for update;
        exit when found;
        insert into wellflow.audit_head values (new.of_organization, 0, repeat('0', 64))
        on conflict do nothing;
    end loop;
    for event in
        select
            n.of_organization, gen_random_uuid(), 0, n.at, n.app_user_id,
            coalesce(u.full_name, 'schedule ' || n.schedule, 'login ' || n.login),
            n.session_id, n.login, n.from_address, n.application, n.kind, n.subject, n.before,
            n.after, '', ''
        from trail.noted n
        left join wellflow.app_user u
            on u.organization_id = n.of_organization and u.id = n.app_user_id
        where n.of_organization = new.of_organization and n.noted_in = pg_current_xact_id()
        order by n.at, n.cmin::text::bigint
    loop
        event.seq := head.seq + 1;
        event.previous_hash := head.hash;
        event.hash := encode(sha256(convert_to(wellflow.event_text(event), 'UTF8')), 'hex');
        insert into wellflow.audit_event select event.*;
        head.seq := event.seq;
        head.hash := event.hash;
    end loop;
    delete from trail.noted n
    where n.of_organization = new.of_organization and n.noted_in = pg_current_xact_id();
    update wellflow.audit_head h set seq = head.seq, hash = head.hash
    where h.organization_id = new.of_organization;
    perform set_config('app.organization_id', coalesce(scope, ''), true);
    return null;
end
$$;

create constraint trigger chain_events after insert on trail.noted
deferrable initially deferred for each row when (new.is_first)
execute function wellflow.chain_events();

create function wellflow.kind_of_change(of_table name, operation text)
returns text language sql immutable
as $$
    select of_table || case operation
        when 'INSERT' then '.added' when 'UPDATE' then '.changed' else '.removed' end
$$;

create function wellflow.key_of(row_told jsonb, key_names text)
returns text language sql immutable
as $$
    select string_agg(row_told ->> k.name, ' ' order by k.place)
    from unnest(string_to_array(key_names, ',')) with ordinality k (name, place)
$$;

-- Notes the change of one row: of an update what it was in the columns that moved, and all that it
-- is. The first argument names the columns of the key, the others those that are not kept, of
-- which the trail says no more than that they changed.
create function wellflow.capture_change()
returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
declare
    was jsonb := to_jsonb(old) - 'updated_at';
    becomes jsonb := to_jsonb(new) - 'updated_at';
    known jsonb := coalesce(becomes, was);
    moved text[];
    hidden text;
begin
    if tg_op = 'UPDATE' then
        moved := array(
            select c.key from jsonb_each(was) c where c.value is distinct from becomes -> c.key);
        if moved = '{}' then
            return null;
        end if;
        was := (select jsonb_object_agg(m.name, was -> m.name) from unnest(moved) m (name));
    end if;
    foreach hidden in array tg_argv[1:] loop
        was := case when was ->> hidden is null then was
            else jsonb_set(was, array[hidden], '"not kept"') end;
        becomes := case when becomes ->> hidden is null then becomes
            else jsonb_set(becomes, array[hidden], '"not kept"') end;
    end loop;
    perform wellflow.note_event(
        (known ->> 'organization_id')::uuid, wellflow.kind_of_change(tg_table_name, tg_op),
        coalesce(known ->> tg_argv[0], wellflow.key_of(known, tg_argv[0])), was, becomes);
    return null;
end
$$;

-- Many rows are told by their number and the hash of them all, a single one as it is.
create function wellflow.rows_told(words text[])
returns jsonb language sql immutable
as $$
    select case cardinality(words) when 1 then words[1]::jsonb
        else jsonb_build_object('rows', cardinality(words), 'sha256', encode(
            sha256(convert_to(array_to_string(words, E'\n'), 'UTF8')), 'hex')) end
$$;

-- Notes what one statement did to rows that come by the thousand. The argument names their key.
create function wellflow.capture_rows()
returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
declare
    told record;
    was jsonb;
begin
    for told in
        select c.organization_id, wellflow.rows_told(array_agg(c.words order by c.words)) as rows
        from (select organization_id, to_json(changed)::text collate "C" as words
            from changed) c
        group by c.organization_id
    loop
        was := case tg_op when 'DELETE' then told.rows end;
        if tg_op = 'UPDATE' then
            select wellflow.rows_told(array_agg(c.words order by c.words)) into was
            from (select to_json(former)::text collate "C" as words
                from former where organization_id = told.organization_id) c;
        end if;
        perform wellflow.note_event(
            told.organization_id, wellflow.kind_of_change(tg_table_name, tg_op),
            case when told.rows ? 'sha256' then told.rows ->> 'rows' || ' rows'
                else wellflow.key_of(told.rows, tg_argv[0]) end,
            was, case when tg_op <> 'DELETE' then told.rows end);
    end loop;
    return null;
end
$$;

-- Keeps the trail of a table from here on, row by row or statement by statement; again, with other
-- columns left out. What is kept may depend on the row: 'row.version > 0'.
create function wellflow.keep_trail(
    of_table regclass, per text, leave_out text[] default '{}', only_when text default 'true')
returns void language plpgsql
as $$
declare
    key_names text := (
        select string_agg(a.attname, ',' order by k.place)
        from pg_index i
        cross join lateral unnest(i.indkey::int2[]) with ordinality k (attnum, place)
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
        where i.indrelid = of_table and i.indisprimary and a.attname <> 'organization_id');
    arguments text := (
        select string_agg(quote_literal(w.word), ', ' order by w.place)
        from unnest(coalesce(key_names, '') || leave_out) with ordinality w (word, place));
    change record;
begin
    for change in
        select *
        from (values
            ('insert', 'added', 'new table as changed', 'new'),
            ('update', 'changed', 'old table as former new table as changed', 'new'),
            ('delete', 'removed', 'old table as changed', 'old')
        ) as c (operation, word, tables, side)
    loop
        execute format('drop trigger if exists trail_%s on %s', change.word, of_table);
        execute format(
            'create trigger trail_%s after %s on %s %s execute function wellflow.%s(%s)',
            change.word, change.operation, of_table,
            case per
                when 'row' then format(
                    'for each row when (%s)', replace(only_when, 'row.', change.side || '.'))
                when 'statement' then format(
                    'referencing %s for each statement', change.tables) end,
            case per when 'row' then 'capture_change' when 'statement' then 'capture_rows' end,
            arguments);
    end loop;
end
$$;

select wellflow.keep_trail('wellflow.app_user', 'row', '{password_hash}');
select wellflow.keep_trail(
    'wellflow.compliance_report', 'row', '{form_body,calculated_values}', 'row.version > 0');
select wellflow.keep_trail(format('wellflow.%I', each), 'row')
from unnest(array[
    'organization', 'capability_grant', 'waiver', 'collector_key', 'company', 'field', 'lease',
    'reporting_unit', 'property', 'well', 'completion', 'facility', 'well_status_event',
    'completion_reporting_unit', 'property_completion', 'meter', 'tank', 'tag', 'tag_binding',
    'network_edge', 'sales_contract', 'deck', 'deck_line', 'revenue_run', 'payment',
    'production_period']) each;
select wellflow.keep_trail(format('wellflow.%I', each), 'statement')
from unnest(array['run_ticket', 'well_test', 'strapping', 'statement', 'statement_line']) each;

-- Writes down the end of the chain as kept outside; the one who keeps it says where.
create function wellflow.anchor_trail(of_organization uuid, reason text, where_to text)
returns table (seq bigint, hash text, anchored_at timestamptz)
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform wellflow.require_in_scope(of_organization);
    perform identity.tell_tries(of_organization);
    return query
        insert into wellflow.audit_anchor as a
        select h.organization_id, gen_random_uuid(), h.seq, h.hash, now(), reason, where_to
        from wellflow.audit_head h where h.organization_id = of_organization
        returning a.seq, a.hash, a.anchored_at;
end
$$;

grant select on wellflow.audit_event, wellflow.audit_head, wellflow.audit_anchor to :"api";
grant execute on function wellflow.anchor_trail(uuid, text, text) to :"pipeline", :"api";

-- The trail of an organization that is older than this begins here.
select wellflow.note_event(o.organization_id, 'trail.begun', o.organization_name, null, null)
from wellflow.organization o;
