-- Oil leaves a tank otherwise than by a sale, too: sediment, a spill, lease use. Its ticket says so
-- with the form's code, and why.

alter type wellflow.disposition_kind add value 'other' before 'closing_stock';

alter table wellflow.run_ticket
    add column disposition_code text not null default '1',
    add column remark text;
