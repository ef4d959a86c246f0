-- What a row of a report holds is for the state to say: its columns move into one, which the
-- state's record writes and reads. Stored rows are carried over, those of closed months included,
-- whose guards are lifted for as long as that takes. District, number, name and permit are columns
-- of the form too; they are those of the day the form was made, where it kept them.

alter table wellflow.compliance_row disable trigger user;

alter table wellflow.compliance_row add column form_row jsonb;

update wellflow.compliance_row r
set form_row = jsonb_build_object(
    'district', coalesce(n.district, u.district),
    'unit_number', coalesce(n.unit_number, u.unit_number),
    'unit_name', coalesce(n.unit_name, u.unit_name),
    'commingling_permit', coalesce(n.commingling_permit, u.commingling_permit, ''),
    'well_kind', r.well_kind,
    'opening_stock_bbl', r.opening_stock_bbl,
    'liquid_production_bbl', r.liquid_production_bbl,
    'liquid_dispositions', r.liquid_dispositions,
    'closing_stock_bbl', r.closing_stock_bbl,
    'gas_production_mcf', r.gas_production_mcf,
    'gas_dispositions', r.gas_dispositions)
from wellflow.compliance_report p, wellflow.reporting_unit u,
    lateral (select p.form_body -> 'units' -> u.id::text as names) k,
    lateral jsonb_to_record(coalesce(k.names, '{}')) as n (
        district text, unit_number text, unit_name text, commingling_permit text)
where (p.organization_id, p.id) = (r.organization_id, r.compliance_report_id)
  and (u.organization_id, u.id) = (r.organization_id, r.reporting_unit_id);

alter table wellflow.compliance_row
    alter column form_row set not null,
    add constraint compliance_row_rule_1 check (jsonb_typeof(form_row) = 'object'),
    drop column well_kind,
    drop column opening_stock_bbl,
    drop column liquid_production_bbl,
    drop column liquid_dispositions,
    drop column closing_stock_bbl,
    drop column gas_production_mcf,
    drop column gas_dispositions;

alter table wellflow.compliance_row enable trigger user;
