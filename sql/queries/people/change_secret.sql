-- Replaces the secret of the person whose token is presented.
select wellflow.change_secret(
    %(token)s, %(salt)s, %(memory_kib)s, %(passes)s, %(lanes)s, %(stretched)s)
