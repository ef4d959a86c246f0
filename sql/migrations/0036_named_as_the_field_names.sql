-- A thing is named as the field names it: a tank under its battery, a well under its lease, what an
-- agency numbers under the agency. Whatever was told apart by its bare name still is.

alter table wellflow.field
    drop constraint field_field_code_key,
    add constraint field_country_state_field_code_key unique nulls not distinct
        (organization_id, country, state, field_code);

alter table wellflow.reporting_unit
    drop constraint reporting_unit_natural_key,
    add constraint reporting_unit_state_jurisdiction_kind_district_unit_number_key unique
        (organization_id, state_jurisdiction, kind, district, unit_number);

alter table wellflow.well
    drop constraint well_well_name_key,
    add constraint well_lease_id_well_name_key unique nulls not distinct
        (organization_id, lease_id, well_name);

alter table wellflow.completion
    drop constraint completion_completion_name_key,
    add constraint completion_well_id_completion_name_key unique
        (organization_id, well_id, completion_name);

alter table wellflow.meter
    drop constraint meter_meter_name_key,
    add constraint meter_facility_id_meter_name_key unique nulls not distinct
        (organization_id, facility_id, meter_name);

alter table wellflow.tank
    drop constraint tank_tank_name_key,
    add constraint tank_facility_id_tank_name_key unique
        (organization_id, facility_id, tank_name);
