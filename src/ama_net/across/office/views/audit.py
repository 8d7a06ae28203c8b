"""The audit's page: who did what to what; and the verification of every chain."""

from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from ama_net.across.office.queries import names_of_accounts
from ama_net.across.office.views import signed_in_actor
from ama_net.across.office.words import ACTORS, BREAKS, KINDS, LEDGERS, VERBS, said
from ama_net.foundation.web.limits import limiter
from ama_net.foundation.web.listing import Column, Filter, Listing
from ama_net.kernel.access import Permission, requires
from ama_net.kernel.audit import LedgerEntry, export_list
from ama_net.kernel.audit.anchors import verify_all
from ama_net.kernel.audit.queries import ACTOR, SUBJECT, SUBJECT_ID, VERB, audit_entries, recorded

bp = Blueprint("audit_manage", __name__)


@bp.get("/registro-attivita")
@requires(Permission.AUDIT_READ)
def index() -> str:
    """The audit, newest first."""
    page = _listing().page(audit_entries(), request.args)
    return render_template("audit/manage/index.html", page=page)


@bp.get("/registro-attivita/elenco.csv")
@requires(Permission.AUDIT_READ)
def export() -> Response:
    """The audit as a file."""
    return export_list(_listing(), audit_entries(), request.args, name="registro-attivita", by=signed_in_actor())


@bp.get("/registro-attivita/verifica")
@requires(Permission.AUDIT_READ)
@limiter.limit("12 per minute")
def verification() -> str:
    """Whether every chain is whole, recomputed now."""
    verdicts = [
        (said(LEDGERS, name), verdict, _reason(verdict.broken.reason) if verdict.broken else "")
        for name, verdict in verify_all().items()
    ]
    return render_template("audit/manage/verification.html", verdicts=verdicts)


def _listing() -> Listing:
    """The list, with the actors, verbs and kinds that there are: two queries, whatever the length of the audit."""
    there = recorded()
    names = names_of_accounts(there.actors)

    def actor(value: str) -> Any:
        return names.get(value) or ACTORS.get(value) or _("Un accesso che non c'è più")

    return Listing(
        Column("number", _("N."), sort=LedgerEntry.number, numeric=True),
        Column("at", _("Quando")),
        Column("actor", _("Chi"), value=lambda entry: actor(entry.facts.get("actor", ""))),
        Column("verb", _("Cosa"), value=lambda entry: said(VERBS, entry.facts.get("verb", ""))),
        Column("subject", _("Su cosa"), value=lambda entry: said(KINDS, entry.facts.get("subject", ""))),
        Column("subject_id", _("Identificativo"), value=lambda entry: entry.facts.get("subject_id", ""), shown=False),
        Column("changes", _("Cambiamenti"), value=lambda entry: changes_in_words(entry.facts.get("changes", {}))),
        filters=(
            Filter("verb", _("Cosa"), VERB, [(verb, said(VERBS, verb)) for verb in there.verbs], counted=False),
            Filter("actor", _("Chi"), ACTOR, [(value, actor(value)) for value in there.actors], counted=False),
            Filter(
                "subject", _("Su cosa"), SUBJECT, [(kind, said(KINDS, kind)) for kind in there.subjects], counted=False
            ),
            Filter("subject_id", _("Identificativo"), SUBJECT_ID, parse=str),
        ),
        order="-number",
    )


def changes_in_words(changes: dict[str, Any]) -> str:
    """``status: new → answered`` for a pair, ``rows: 12`` for a single value."""
    parts = []
    for name, value in changes.items():
        before_and_after = isinstance(value, list) and len(value) == 2
        text = f"{_plain(value[0])} → {_plain(value[1])}" if before_and_after else _plain(value)
        parts.append(f"{name}: {text}")
    return "; ".join(parts)


def _plain(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return str(_("sì") if value else _("no"))
    if isinstance(value, list):
        return ", ".join(_plain(item) for item in value) or "–"
    return str(value)


def _reason(reason: str) -> Any:
    return said(BREAKS, reason)
