-- How the client is to stretch a secret, and one of an earlier release while there are any.
select *
from wellflow.sign_in_terms(%(slug)s, %(email)s)
