"""The slips of a secret vote, for who votes at the desk: a name to hand them out by, and a code that works once."""

from flask_babel import force_locale
from flask_babel import gettext as _

from ama_net.features.members.ballot_secrets import TokenMaker, show_code
from ama_net.features.members.models import OrganMeeting, Question, VoteRight
from ama_net.foundation.pdf import render_pdf
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.look import colours


def slips_pdf(meeting: OrganMeeting, question: Question, rights: list[VoteRight]) -> bytes:
    """The slips, ten on a sheet."""
    tenant, maker = current_tenant(), TokenMaker(question.id)
    with force_locale("it"):
        data = {
            "title": _("Codici per il voto segreto"),
            "association": tenant.name,
            "colours": colours(tenant.slug),
            "meeting": meeting.title,
            "question": question.item.title,
            "code_words": _("Il codice vale una volta. Scrivilo al banco del voto, scegli e conserva la ricevuta."),
            "slips": [
                {"name": right.holder.name, "for": _for(right), "code": show_code(maker.token_of(right))}
                for right in rights
            ],
            "none": _("Non c'è nessun codice da stampare."),
        }
    return render_pdf("members/pdf/vote_slips.typ", data)


def _for(right: VoteRight) -> str:
    return "" if right.entry_id == right.holder_id else str(_("delega di %(name)s", name=right.entry.name))
