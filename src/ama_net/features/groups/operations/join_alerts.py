"""Telling the office, once, that somebody has been waiting for an answer for too long."""

from flask import current_app

from ama_net.features.groups.models.join_requests import JoinRequest
from ama_net.features.groups.queries_join_requests import late_requests
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.outbox import send_mail
from ama_net.kernel.tenancy import current_tenant


def alert_late_requests() -> int:
    """Send the secretariat one mail when requests have become late since the last one; returns how many have.

    The mail says how many and leads to them: not who, not how, not which group.
    """
    newly = late_requests().where(JoinRequest.alerted_at.is_(None)).order_by(JoinRequest.id)
    late = list(db.session.execute(newly.with_for_update(skip_locked=True)).scalars())
    if not late:
        return 0
    for request in late:
        request.alerted_at = now()
    tenant = current_tenant()
    path = current_app.url_map.bind(tenant.host).build("join_requests_manage.index", {"late": "yes"})
    context = {"link": f"{tenant.base_url}{path}", "count": len(late)}
    send_mail("groups/join_requests_late", to=tenant.identity.mail.secretariat_mail, context=context, locale="it")
    return len(late)
