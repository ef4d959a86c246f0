-- Counts a try and answers a token, good or not.
select wellflow.sign_in(
    %(slug)s, %(email)s, %(stretched)s, %(earlier_stretched)s, %(from_address)s, %(application)s)
