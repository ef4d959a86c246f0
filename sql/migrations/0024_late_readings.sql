-- How many readings a day had when it was measured: readings are never edited, so another number
-- later says that some arrived late.

alter table wellflow.day_state add column reading_count bigint;
