"""The newsletter in the personal area: whether one receives it, receiving it or not, and the way to what one chose.

What was chosen is shown only to who signs in with the very address that receives: the register may have it of somebody else.
"""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from ama_net.across.newsletters.addresses import address_digest, hint_of
from ama_net.across.newsletters.enrolling import enrol_people
from ama_net.across.newsletters.links import Reader, choices_token
from ama_net.across.newsletters.models import Subscriber
from ama_net.across.newsletters.operations.leaving import leave
from ama_net.across.newsletters.operations.subscribing import is_written_to
from ama_net.across.newsletters.reading import is_own_mailbox
from ama_net.foundation.database import db
from ama_net.kernel.access import signed_in_actor
from ama_net.kernel.people import ConsentProof, ConsentSource, Person, give_consent, withdraw_consent
from ama_net.kernel.people.consent_texts import NEWSLETTER

bp = Blueprint("newsletter_my", __name__)

DONE = 303


@bp.get("/newsletter")
def index() -> str:
    """Whether the newsletter comes, where to, and what to do about it."""
    person = _me()
    found = _mine(person)
    return render_template(
        "newsletters/my/newsletter.html",
        receives=found is not None and is_written_to(found),
        hint=hint_of(person.email) if person.email else "",
        token=choices_token(found.id) if found is not None and is_own_mailbox(found.address_digest) else "",
        consent=NEWSLETTER.text().body,
    )


@bp.post("/newsletter/iscrizione")
def subscribe() -> ResponseReturnValue:
    """Consent, with the words of the page; from then on it comes."""
    person = _me()
    if not person.email:
        abort(404)
    proof = ConsentProof(source=ConsentSource.FORM, page=request.path)
    give_consent(person, NEWSLETTER.key, text=NEWSLETTER.text(), proof=proof, by=signed_in_actor())
    enrol_people([person.id])
    found = _mine(person)
    if found is not None and is_written_to(found):
        flash(_("Fatto: la prossima newsletter arriva anche a te."), "success")
    else:
        flash(
            _("Abbiamo segnato il tuo sì, ma questo indirizzo è fra quelli esclusi: chiedi alla segreteria."), "warning"
        )
    return redirect(url_for(".index"), DONE)


@bp.post("/newsletter/disiscrizione")
def unsubscribe() -> ResponseReturnValue:
    """Receive it no more."""
    person = _me()
    found = _mine(person)
    if found is not None:
        leave(Reader(found.id, None), through="area", by=signed_in_actor())
    withdraw_consent(person, NEWSLETTER.key, by=signed_in_actor())
    flash(_("Fatto: non ti scriviamo più la newsletter."), "success")
    return redirect(url_for(".index"), DONE)


def _me() -> Person:
    person_id = signed_in_actor().person_id
    return (db.session.get(Person, person_id) if person_id is not None else None) or abort(404)


def _mine(person: Person) -> Subscriber | None:
    if not person.email:
        return None
    return db.session.scalar(select(Subscriber).where(Subscriber.address_digest == address_digest(person.email)))
