-- Gives a person a one-time secret, or asks for it.
select *
from wellflow.reset_secret(
    %(app_user_id)s, %(salt)s, %(memory_kib)s, %(passes)s, %(lanes)s, %(stretched)s)
