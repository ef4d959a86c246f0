-- Four rooms: the tenants' tables, the raw readings, their chunks, and the collectors' counter.
-- Every right is given by name in a later file; nothing is left to PUBLIC.

create extension if not exists btree_gist;

create schema if not exists wellflow;
create schema if not exists scada;
create schema if not exists scada_chunks;
create schema if not exists edge;

alter default privileges revoke execute on functions from public;
