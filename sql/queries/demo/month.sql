-- What a tenant's month came to: its state, its filing, its money.
select
    (select state::text from wellflow.production_period where month = %(month)s) as period,
    (
        select count(*) from wellflow.compliance_row cr
        join wellflow.compliance_report c
          on c.organization_id = cr.organization_id and c.id = cr.compliance_report_id
        where c.period_from = %(month)s and c.version > 0
    ) as form_pr_rows,
    (
        select coalesce(bool_and(cr.is_balanced), false) from wellflow.compliance_row cr
        join wellflow.compliance_report c
          on c.organization_id = cr.organization_id and c.id = cr.compliance_report_id
        where c.period_from = %(month)s and c.version > 0
    ) as form_pr_balanced,
    (
        select coalesce(sum(net_usd), 0) from wellflow.revenue_run where state = 'booked'
    ) as revenue_net_usd,
    (
        select coalesce(sum(amount_usd), 0) from wellflow.payment where status = 'completed'
    ) as owners_paid_usd,
    (
        select coalesce(sum(net_usd), 0) from wellflow.owner_revenue where pay_status <> 'pay'
    ) as owners_held_usd,
    (select count(distinct owner_id) from wellflow.payment where status = 'completed') as owners
