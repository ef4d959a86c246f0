-- Who can be the second person: what touches one's own duties is confirmed by somebody else who
-- manages people, and whom the one who asked has not made a manager alone.

-- People. Who manages people: active, in force, not limited to facilities.
create function identity.managers(of_organization uuid)
returns setof uuid
language sql
stable
as $$
    select c.app_user_id
    from wellflow.capability_in_force c
    where c.organization_id = of_organization
        and c.capability = 'user.manage'
        and not wellflow.is_limited(of_organization, c.app_user_id)
$$;

-- Changes of people's rights come one after another, each on what the one before left.
create function identity.hold_people(of_organization uuid)
returns void
language plpgsql
as $$
begin
    perform wellflow.require_in_scope(of_organization);
    perform identity.require_read_committed();
    perform from wellflow.organization o
    where o.organization_id = of_organization
    for no key update;
end
$$;

create function identity.require_read_committed()
returns void
language plpgsql
as $$
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'people and money are written at read committed'
            using errcode = 'WF002', hint = 'an older snapshot does not see what was done since';
    end if;
end
$$;

-- Whom a manager goes back to: whoever made a manager alone, with nobody to confirm it, may be
-- that manager, so both are one. A ring of such grants goes back to one of its members.
create function identity.root_of(of_organization uuid, of_person uuid)
returns uuid
language plpgsql
stable
as $$
declare
    passed uuid[] := array[of_person];
    above uuid;
begin
    loop
        select g.granted_by into above
        from wellflow.capability_grant g
        where g.organization_id = of_organization
            and g.app_user_id = passed[cardinality(passed)]
            and g.capability = 'user.manage'
            and g.confirmed_by is null;
        if above is null then
            return passed[cardinality(passed)];
        end if;
        if above = any (passed) then
            return (
                select ring.person
                from unnest(passed[array_position(passed, above):]) ring (person)
                order by ring.person limit 1);
        end if;
        passed := passed || above;
    end loop;
end
$$;

create function identity.is_second(
    of_organization uuid, of_person uuid, first_person uuid, receiver uuid)
returns boolean
language sql
stable
as $$
    select of_person is distinct from first_person
        and of_person is distinct from receiver
        and identity.root_of(of_organization, of_person)
            is distinct from identity.root_of(of_organization, first_person)
$$;

-- Whether anybody could confirm what a person asks for. Who took a manager's right away does not
-- become the only one by it for a week.
create function identity.has_second(of_organization uuid, first_person uuid, receiver uuid)
returns boolean
language sql
stable
as $$
    select exists (
            select
            from identity.managers(of_organization) m (person)
            where identity.is_second(of_organization, m.person, first_person, receiver))
        or exists (
            select
            from wellflow.capability_grant g
            where g.organization_id = of_organization
                and g.capability = 'user.manage'
                and g.ended_at > now() - interval '7 days'
                and (not g.is_waiting or g.confirmed_by is not null)
                and identity.root_of(of_organization, g.ended_by)
                    = identity.root_of(of_organization, first_person)
                and identity.is_second(of_organization, g.app_user_id, first_person, receiver))
$$;

create function identity.require_second(
    of_organization uuid, of_person uuid, first_person uuid, receiver uuid)
returns void
language plpgsql
as $$
begin
    if not identity.is_second(of_organization, of_person, first_person, receiver) then
        raise exception 'a second person confirms it: neither who asked, nor who gets it, nor whom'
            ' the one who asked made a manager alone'
            using errcode = 'WF003', hint = 'ask somebody else with user.manage';
    end if;
end
$$;

create function identity.halves_of(pair wellflow.duty_pair)
returns wellflow.capability[]
language sql
immutable
as $$
    select case pair
        when 'deck' then '{deck.edit,deck.approve}'
        when 'payment' then '{payment.prepare,payment.release}'
        end::wellflow.capability[]
$$;

-- Whether somebody else holds a half of a duty, so that two people can do it.
create function identity.is_shared(of_organization uuid, of_person uuid, pair wellflow.duty_pair)
returns boolean
language sql
stable
as $$
    select exists (
        select
        from wellflow.capability_in_force c
        where c.organization_id = of_organization
            and c.app_user_id <> of_person
            and c.capability = any (identity.halves_of(pair)))
$$;

