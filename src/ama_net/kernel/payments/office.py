"""What the room offers to the office."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.foundation.clock import today
from ama_net.foundation.web.pages import money
from ama_net.kernel.access import Figure, OfficeRoom, Permission
from ama_net.kernel.payments.queries import month_cents, open_accounts
from ama_net.kernel.payments.queries_reconciling import latest_reconciliation
from ama_net.kernel.payments.queries_statements import how_many_to_do


def _figures() -> list[Figure]:
    day, index = today(), url_for("payments_manage.index")
    figures = [Figure(_("Incassato questo mese"), money(month_cents(day)), f"{index}?month={day:%Y-%m}")]
    if not open_accounts():
        figures.append(Figure(_("Conti da scrivere"), 1, url_for("payments_manage.accounts"), attention=True))
    return figures


ROOM = OfficeRoom(
    key="payments",
    title=_l("Incassi e ricevute"),
    icon="euro",
    endpoint="payments_manage.index",
    permission=Permission.PAYMENTS_READ,
    figures=_figures,
    order=8,
)


def _statement_figures() -> list[Figure]:
    found, waiting, proof = list[Figure](), how_many_to_do(), latest_reconciliation()
    if waiting:
        place = url_for("statements_manage.index")
        found.append(Figure(_("Righe della banca da abbinare"), waiting, place, attention=True))
    if proof is not None and proof.differences:
        place = url_for("reconciling_manage.index")
        found.append(Figure(_("Conti che non tornano"), len(proof.differences), place, attention=True))
    return found


STATEMENTS = OfficeRoom(
    key="statements",
    title=_l("Estratti conto"),
    icon="list",
    endpoint="statements_manage.index",
    permission=Permission.PAYMENTS_READ,
    figures=_statement_figures,
    order=9,
)
