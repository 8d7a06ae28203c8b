"""The domain the mail is sent from: its key, what to put in the DNS, and what the DNS says."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.across.office.domain_words import (
    PLAIN_TITLES,
    STATES,
    TITLES,
    asks_domain,
    asks_installation,
    in_words,
    is_fine,
    letter_to_technician,
    plainly,
)
from ama_net.across.office.mail_tabs import mail_tabs
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.outbox import signing
from ama_net.kernel.outbox.domain_checks import CHECKS
from ama_net.kernel.outbox.identities import identity
from ama_net.kernel.outbox.signing import NotOurs
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.keys import settings_of_app

bp = Blueprint("domain_manage", __name__)

DONE = 303


@bp.get("/posta/dominio")
@requires(Permission.MAIL_READ)
def index() -> str:
    """What works, and what is to be asked of whom; record by record for the technician. Asks nothing of the DNS."""
    key = signing.own_key()
    findings = signing.findings_of(key) if key else {}
    records = signing.records_of(key) if key else []
    return render_template(
        "outbox/manage/domain.html",
        tabs_of_mail=mail_tabs("domain"),
        domain=signing.own_domain(),
        of_all=signing.own_domain() in signing.OF_ALL,
        own_address=current_tenant().identity.mail.mail_from,
        system=identity("system"),
        newsletter=identity("newsletter"),
        stays_here=settings_of_app().mail_stays_here,
        key=key,
        records={record.check: record for record in records},
        letter=letter_to_technician(signing.own_domain(), records),
        checks=[name for name in CHECKS if key],
        findings=findings,
        fine=is_fine(findings),
        ask_domain=asks_domain(findings),
        ask_installation=asks_installation(findings, records),
        plain_titles=PLAIN_TITLES,
        titles=TITLES,
        states=STATES,
        plainly=plainly,
        in_words=in_words,
    )


@bp.post("/posta/dominio/chiave")
@requires(Permission.MAIL_EDIT)
def make() -> ResponseReturnValue:
    """Make the key, or another in its place."""
    try:
        signing.make_key(by=signed_in_actor())
    except NotOurs:
        flash(_("Questo dominio è di un gestore di caselle: non vi si può mettere una firma."), "warning")
    else:
        flash(_("La firma è pronta: ora si manda la lettera a chi ha registrato il dominio."), "success")
    return redirect(url_for(".index"), DONE)


@bp.post("/posta/dominio/controllo")
@requires(Permission.MAIL_EDIT)
def check() -> ResponseReturnValue:
    """Ask the DNS."""
    key = signing.own_key() or abort(404)
    findings = signing.check_domain(key, by=signed_in_actor())
    if is_fine(findings):
        flash(_("Tutto a posto: i messaggi partono firmati dal dominio dell'associazione."), "success")
    elif findings["dkim"].state == "ok":
        flash(_("La firma è a posto. Qui sotto c'è che cosa si può ancora migliorare."), "success")
    else:
        flash(_("Qualcosa manca ancora: è scritto qui sotto."), "warning")
    return redirect(url_for(".index"), DONE)
