"""The small steps of a newsletter: a button each, what it does and what is said of it then."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import request
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.across.newsletters.audience import Audience
from ama_net.across.newsletters.checking import check_newsletter
from ama_net.across.newsletters.composing import seen_in
from ama_net.across.newsletters.models import Newsletter
from ama_net.across.newsletters.operations.approving import approve, give_back, submit
from ama_net.across.newsletters.operations.pausing import pause, resume
from ama_net.across.newsletters.operations.starting import NotReady, cancel_schedule
from ama_net.foundation.web.forms import one_line
from ama_net.kernel.access import Actor, Permission


@dataclass(frozen=True)
class Step:
    """A button that does one thing to a newsletter: where it posts, who may, what it does, what is said of it then."""

    endpoint: str
    path: str
    permission: Permission
    work: Callable[..., None]
    said: LazyString


def _submit(newsletter: Newsletter, *, by: Actor) -> None:
    faults = [str(one.words) for one in check_newsletter(newsletter) if one.level == "fault"]
    if Audience.of(newsletter.audience).is_empty:
        faults.append(str(_l("Non hai ancora scelto chi la riceve.")))
    if faults:
        raise NotReady([str(_l("Prima di consegnarla c'è qualcosa da sistemare.")), *faults])
    submit(newsletter, by=by)


def _approve(newsletter: Newsletter, *, by: Actor) -> None:
    meant = request.form.get("meant")
    approve(newsletter, by=by, seen=seen_in(request.form), meant=meant)


def _give_back(newsletter: Newsletter, *, by: Actor) -> None:
    give_back(newsletter, by=by, to_change=one_line(request.form.get("to_change")))


EDIT, SEND = Permission.NEWSLETTERS_EDIT, Permission.NEWSLETTERS_SEND
STEPS = (
    Step("submission", "consegna", EDIT, _submit, _l("Consegnata: chi può deciderne riceve un avviso per e-mail.")),
    Step("approval", "approvazione", SEND, _approve, _l("Approvata: si può spedire.")),
    Step("draft_again", "bozza", EDIT, _give_back, _l("È di nuovo una bozza: si può cambiare.")),
    Step(
        "unscheduling",
        "calendario/annullamento",
        SEND,
        cancel_schedule,
        _l("Non parte più: è di nuovo una bozza."),
    ),
    Step("holding", "pausa", SEND, pause, _l("Ferma. Qualche messaggio già in viaggio arriva lo stesso.")),
    Step("going_on", "ripresa", SEND, resume, _l("È ripartita da dove si era fermata.")),
)
