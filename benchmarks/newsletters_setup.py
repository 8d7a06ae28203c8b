"""What the measures of newsletters begin with: subscribers, the association's key, a newsletter of some 24 kB."""

import random
from uuid import UUID

from flask import Flask

from ama_net.across.demo.synthetic import Size, load_synthetic
from ama_net.across.demo.synthetic_subscribers import add_subscribers
from ama_net.across.newsletters.models import Newsletter
from ama_net.across.newsletters.operations.starting import begin
from ama_net.across.newsletters.sending.freezing import freeze_some
from ama_net.across.newsletters.settings import NewsletterSettings
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.mail.dkim import new_key, public_key_of
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.outbox.models_sending import SendingDomain
from ama_net.kernel.tenancy import current_tenant, tenant_scope
from ama_net.kernel.tenancy.settings import save_settings
from ama_net.kernel.tenancy.sync import all_tenants

GREETING = "Ciao {nome|a tutti}, ecco che cosa fa {associazione} questo mese."
PARAGRAPH = (
    "Questo mese i gruppi si trovano **il martedì e il giovedì**: chi vuole venire la prima volta "
    "[trova qui le date](https://ama.example/gruppi) e può scrivere a chi facilita. Portate chi vi accompagna. "
)
PARAGRAPHS, PARTS = 24, 5
"""So many make a message of about 24 kB, as it leaves."""

KILOBYTES = 24
Association = tuple[Flask, UUID]


def new_associations(app: Flask, count: int) -> list[UUID]:
    """Associations with nothing in them: no other mail leaves for them."""
    settings = app.extensions["settings"]
    with app.app_context():
        list(load_synthetic(settings, Size(count, 0, 0), seeds=[]))
    return [tenant_id for tenant_id, *_ in sorted(all_tenants(settings), key=lambda row: row[1])]


def with_subscribers(where: Association, count: int, *, per_second: int) -> None:
    """Give an association so many subscribers, a speed, and a verified key for its domain."""
    app, tenant_id = where
    with app.app_context(), tenant_scope(tenant_id), unit_of_work():
        tenant = current_tenant()
        save_settings(NewsletterSettings(per_second=per_second), by=None)
        domain, pem = tenant.identity.mail.mail_from.rpartition("@")[2], new_key()
        key = SendingDomain(domain=domain, selector="prova", public_key=public_key_of(pem), verified_at=now())
        key.private_key = pem
        db.session.add(key)
        add_subscribers(count, tenant.slug, random.Random(count))  # the same every time is the point


def new_newsletter(where: Association, *, paragraphs: int = PARAGRAPHS) -> UUID:
    """A newsletter for everybody, its words frozen; its recipients are not written down yet."""
    app, tenant_id = where
    app.extensions["jobs"].captured = []
    with app.app_context(), tenant_scope(tenant_id), unit_of_work():
        each = "\n\n".join([PARAGRAPH] * (paragraphs // PARTS))
        words = [GREETING, *(each,) * PARTS]
        blocks = [{"kind": "heading", "text": "Le notizie"}, *({"kind": "text", "markdown": text} for text in words)]
        newsletter = Newsletter(subject="Le notizie del mese", blocks=blocks, audience={"everybody": True})
        db.session.add(newsletter)
        db.session.flush()
        begin(newsletter, by=SYSTEM)
        newsletter_id = newsletter.id
    app.extensions["jobs"].captured = None
    return newsletter_id


def write_down(where: Association, newsletter_id: UUID) -> None:
    """Freeze its recipients, as the worker's job does; nobody is asked to send it yet."""
    app, tenant_id = where
    more = True
    while more:
        with app.app_context(), tenant_scope(tenant_id), unit_of_work():
            more = freeze_some(newsletter_id)


def ask(where: Association, task: str, *said: object) -> None:
    """Send a job for the association to the broker."""
    app, tenant_id = where
    app.extensions["celery"].tasks[task].apply_async(args=said, headers={"tenant_id": str(tenant_id)}, retry=False)
