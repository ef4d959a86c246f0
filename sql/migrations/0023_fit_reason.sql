-- Flags of a fit are words for machines; why there is no curve is a sentence for a person.

alter table wellflow.decline_fit add column reason text;
