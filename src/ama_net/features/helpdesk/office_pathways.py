"""What pathways offer to the office's first page, and to the page of what is due."""

from collections.abc import Iterable
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from ama_net.features.helpdesk.lists_pathways import is_to_resume, is_to_tell
from ama_net.features.helpdesk.models import Pathway, PathwayState
from ama_net.foundation.database import db
from ama_net.kernel.access import Figure, OfficeRoom, Permission
from ama_net.kernel.office.deadlines import Deadline, Place


def _figures() -> list[Figure]:
    counts = select(
        func.count().filter(Pathway.state == PathwayState.REQUESTED),
        func.count().filter(Pathway.state == PathwayState.WAITING),
        func.count().filter(is_to_resume()),
        func.count().filter(is_to_tell()),
    ).select_from(Pathway)
    asked, waiting, to_resume, to_tell = db.session.execute(counts).one()
    url = url_for("pathways_manage.index")
    return [
        Figure(_("Percorsi da valutare"), asked, f"{url}?state=requested", attention=asked > 0),
        Figure(_("Persone in attesa di un percorso"), waiting, f"{url}?state=waiting"),
        Figure(_("Percorsi con la pausa finita"), to_resume, f"{url}?to_do=resume", attention=to_resume > 0),
        Figure(_("Persone da chiamare per il loro percorso"), to_tell, f"{url}?to_do=tell", attention=to_tell > 0),
    ]


def due(first: date, last: date) -> Iterable[Deadline]:
    """The pauses that end between two days: how many, never whose."""
    ending = select(Pathway.suspended_until, func.count()).where(
        Pathway.state == PathwayState.SUSPENDED, Pathway.suspended_until.between(first, last)
    )
    for day, how_many in db.session.execute(ending.group_by(Pathway.suspended_until)):
        assert day is not None  # it is between two days
        yield Deadline(
            due_on=day,
            key="pathway_pause",
            title=_l("Percorsi da riprendere"),
            what=_l("Finisce la pausa di %(num)s percorsi dello sportello.", num=how_many),
            article="",
            met_at=Place("pathways_manage.index", _l("Apri i percorsi"), Permission.HELPDESK_EDIT),
        )


ROOM = OfficeRoom(
    key="pathways",
    title=_l("Percorsi"),
    icon="people",
    endpoint="pathways_manage.index",
    permission=Permission.HELPDESK_EDIT,
    figures=_figures,
    order=55,
)
