-- Acts of people since the last look, without figures.
select * from wellflow.acts_observed(%(organization_id)s, %(after_seq)s)
