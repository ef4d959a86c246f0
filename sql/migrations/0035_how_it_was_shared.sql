-- A facility names the method by which its volumes are shared, and a completion's day says which
-- it was. What methods there are is for the program to say: a new one needs no migration. Days that
-- an earlier release allocated say nothing.

alter table wellflow.facility
    add column allocation_method text not null default 'proportional';

alter table wellflow.allocated_day
    add column allocation_method text;
