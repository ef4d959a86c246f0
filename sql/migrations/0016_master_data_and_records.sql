-- Master data knows when it last changed; records are never changed at all.

create function wellflow.touch()
returns trigger
language plpgsql
as $$
begin
    new.updated_at := now();
    return new;
end
$$;

create function wellflow.refuse_change()
returns trigger
language plpgsql
as $$
begin
    raise exception '% of %.% is refused: its rows are records',
        tg_op, tg_table_schema, tg_table_name
        using errcode = 'WF004', hint = 'insert a row that supersedes the wrong one by its id';
end
$$;

do $$
declare
    master text;
    record_of text;
begin
    foreach master in array array[
        'organization', 'app_user', 'company', 'field', 'lease', 'reporting_unit', 'property',
        'well', 'completion', 'facility', 'meter', 'tank', 'tag', 'sales_contract']
    loop
        execute format(
            'create trigger touch before update on wellflow.%I
                for each row execute function wellflow.touch()', master);
    end loop;
    foreach record_of in array array[
        'waiver', 'well_status_event', 'run_ticket', 'well_test', 'quarantine', 'statement',
        'statement_line']
    loop
        execute format(
            'create trigger refuse_change before update or delete or truncate on wellflow.%I
                for each statement execute function wellflow.refuse_change()', record_of);
    end loop;
end
$$;
