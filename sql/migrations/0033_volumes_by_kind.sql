-- Volumes are keyed by what happened to them, not by a state's code: where a unit's product went,
-- how a ticket's oil left, how a contract sells. Columns change their type, so that rows of closed
-- months are carried over as they are, with their ids; no trigger sees a change of a type.

alter type wellflow.disposition_kind rename to disposition_kind_before;

create type wellflow.disposition_kind as enum (
    'opening_stock', 'production', 'receipt', 'truck', 'pipeline', 'rail_or_barge', 'plant',
    'fuel', 'flare', 'vent', 'lift', 'injection', 'storage', 'carbon_black', 'tank_cleaning',
    'load_fluid', 'lost', 'sediment', 'skim', 'scrubber', 'shrinkage', 'inventory',
    'metering_difference', 'other', 'closing_stock');

create function wellflow.kind_of_code(product text, code text)
returns wellflow.disposition_kind
language sql
immutable
as $$
    select coalesce(
        case product
            when 'gas' then jsonb_build_object(
                '1', 'fuel', '2', 'pipeline', '3', 'plant', '4', 'flare', '5', 'lift',
                '6', 'injection', '7', 'carbon_black', '8', 'storage', '9', 'shrinkage',
                '10', 'flare', '11', 'vent')
            else jsonb_build_object(
                '0', 'pipeline', '1', 'truck', '2', 'rail_or_barge', '3', 'tank_cleaning',
                '4', 'load_fluid', '5', 'lost', '6', 'sediment', '7', 'other', '8', 'skim',
                '9', 'scrubber')
        end ->> code,
        'other')::wellflow.disposition_kind
$$;

alter table wellflow.disposition_month
    drop constraint disposition_month_natural_key,
    alter column kind type wellflow.disposition_kind using (
        case when kind in ('sale', 'other')
            then wellflow.kind_of_code(product::text, disposition_code)
            else kind::text::wellflow.disposition_kind end);
alter table wellflow.disposition_month drop column disposition_code;

-- What stood under two codes of one kind is one row now: the first keeps its id and takes the
-- volumes of both, so that its month still balances.
alter table wellflow.disposition_month disable trigger user;
with alike as (
    select organization_id, id, sum(volume) over one_kind as volume,
           count(*) over one_kind as n_rows,
           row_number() over (partition by organization_id, month, reporting_unit_id, version,
                              product, kind order by id) as place
    from wellflow.disposition_month
    window one_kind as (
        partition by organization_id, month, reporting_unit_id, version, product, kind)
),
gone as (
    delete from wellflow.disposition_month d
    using alike
    where (d.organization_id, d.id) = (alike.organization_id, alike.id) and alike.place > 1
)
update wellflow.disposition_month d
set volume = alike.volume
from alike
where (d.organization_id, d.id) = (alike.organization_id, alike.id)
  and alike.place = 1 and alike.n_rows > 1;
alter table wellflow.disposition_month enable trigger user;
alter table wellflow.disposition_month
    add constraint disposition_month_natural_key unique (
        organization_id, month, reporting_unit_id, version, product, kind);

-- A code that the form never had is kept in words.
alter table wellflow.run_ticket alter column disposition_code drop default;
alter table wellflow.run_ticket
    alter column remark type text using (
        case when disposition_code <> '7'
                and wellflow.kind_of_code('oil', disposition_code) = 'other'
            then concat_ws('; ', nullif(remark, ''), 'disposition code ' || disposition_code)
            else remark end),
    alter column disposition_code type wellflow.disposition_kind
        using (wellflow.kind_of_code('oil', disposition_code));
alter table wellflow.run_ticket rename column disposition_code to disposition_kind;
alter table wellflow.run_ticket alter column disposition_kind set default 'truck';

alter table wellflow.sales_contract alter column disposition_code drop default;
alter table wellflow.sales_contract
    alter column metadata type jsonb using (
        case when (product <> 'gas' and disposition_code = '7')
                or wellflow.kind_of_code(product::text, disposition_code) <> 'other'
            then metadata
            else metadata || jsonb_build_object('disposition_code', disposition_code) end),
    alter column disposition_code type wellflow.disposition_kind
        using (wellflow.kind_of_code(product::text, disposition_code));
alter table wellflow.sales_contract rename column disposition_code to disposition_kind;
alter table wellflow.sales_contract alter column disposition_kind set default 'pipeline';

drop function wellflow.kind_of_code(text, text);
drop type wellflow.disposition_kind_before;
