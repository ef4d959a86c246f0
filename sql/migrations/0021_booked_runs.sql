-- A booked revenue run stays: it can be reversed, never deleted, and neither can what hangs on it.

create function wellflow.guard_run()
returns trigger
language plpgsql
as $$
begin
    if tg_op = 'DELETE' then
        if old.state <> 'draft' then
            raise exception 'revenue run % is %', old.id, old.state
                using errcode = 'WF002', hint = 'reverse it and run the statement again';
        end if;
        return old;
    end if;
    if (old.state::text, new.state::text) not in (('draft', 'booked'), ('booked', 'reversed')) then
        raise exception 'a revenue run cannot go from % to %', old.state, new.state
            using errcode = 'WF002';
    end if;
    return new;
end
$$;

create trigger guard_delete
before delete on wellflow.revenue_run
for each row
execute function wellflow.guard_run();

create trigger guard_state
before update of state on wellflow.revenue_run
for each row
when (old.state is distinct from new.state)
execute function wellflow.guard_run();

create function wellflow.guard_distributions()
returns trigger
language plpgsql
as $$
begin
    if exists (
        select
        from changed
        join wellflow.revenue_run r
            on r.organization_id = changed.organization_id
            and r.id = changed.revenue_run_id
        where r.state <> 'draft')
    then
        raise exception 'the distribution of a booked revenue run stays' using errcode = 'WF002';
    end if;
    return null;
end
$$;

create trigger guard_delete
after delete on wellflow.revenue_distribution
referencing old table as changed
for each statement
execute function wellflow.guard_distributions();

create function wellflow.guard_owner_lines()
returns trigger
language plpgsql
as $$
begin
    if exists (
        select
        from changed
        join wellflow.revenue_distribution d
            on d.organization_id = changed.organization_id
            and d.id = changed.revenue_distribution_id
        join wellflow.revenue_run r
            on r.organization_id = d.organization_id
            and r.id = d.revenue_run_id
        where r.state <> 'draft')
    then
        raise exception 'the owners'' lines of a booked revenue run stay' using errcode = 'WF002';
    end if;
    return null;
end
$$;

create trigger guard_delete
after delete on wellflow.owner_revenue
referencing old table as changed
for each statement
execute function wellflow.guard_owner_lines();
