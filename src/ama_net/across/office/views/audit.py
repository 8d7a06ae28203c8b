"""The audit's page: who did what to what; and the verification of every chain."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import LazyString
from flask_babel import gettext as _

from ama_net.across.office.audit_words import changes_in_words
from ama_net.across.office.queries import names_of_accounts
from ama_net.across.office.subjects import Subject, subjects_of
from ama_net.across.office.verbs import VERBS
from ama_net.across.office.words import ACTORS, BREAKS, KINDS, LEDGERS, said
from ama_net.foundation.text import fold
from ama_net.foundation.web.limits import limiter
from ama_net.foundation.web.listing import Column, Filter, Listing, ListPage, Option
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.audit import LedgerEntry, export_list
from ama_net.kernel.audit.anchors import verify_all
from ama_net.kernel.audit.queries import ACTOR, SUBJECT, SUBJECT_ID, VERB, audit_entries, recorded

bp = Blueprint("audit_manage", __name__)


@bp.get("/registro-attivita")
@requires(Permission.AUDIT_READ)
def index() -> str:
    """The audit, newest first."""
    page = _listing().page(audit_entries(), request.args)
    subjects = subjects_of(page.rows, signed_in_actor())
    return render_template("audit/manage/index.html", page=_naming_its_subject(page, subjects), subjects=subjects)


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
        Column("changes", _("Cambiamenti"), value=lambda entry: changes_in_words(entry.facts)),
        filters=(
            Filter("verb", _("Cosa"), VERB, _by_words(VERBS, there.verbs), counted=False),
            Filter("actor", _("Chi"), ACTOR, [(value, actor(value)) for value in there.actors], counted=False),
            Filter("subject", _("Su cosa"), SUBJECT, _by_words(KINDS, there.subjects), counted=False),
            Filter("subject_id", _("Solo"), SUBJECT_ID, parse=str),
        ),
        order="-number",
    )


def _naming_its_subject(page: ListPage[LedgerEntry], subjects: dict[tuple[str, str], Subject]) -> ListPage[LedgerEntry]:
    """The page narrowed to one subject says its name, or its kind, where the address has an identifier."""
    if not page.args.get("subject_id") or not page.rows:
        return page
    facts = page.rows[0].facts
    key = facts.get("subject", ""), facts.get("subject_id", "")
    name = subjects.get(key, Subject()).name or said(KINDS, key[0])
    return replace(
        page,
        filters=[
            replace(shown, options=[Option(key[1], name)]) if shown.key == "subject_id" else shown
            for shown in page.filters
        ],
    )


def _by_words(words: Mapping[str, LazyString], names: list[str]) -> list[tuple[str, str]]:
    return sorted(((name, str(said(words, name))) for name in names), key=lambda option: fold(option[1]))


def _reason(reason: str) -> Any:
    return said(BREAKS, reason)
