"""A meeting's papers: the roll to sign at the door, the form of a proxy."""

from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from ama_net.features.members.meeting_words import ORGAN_WORDS, WHY_NOT
from ama_net.features.members.models import OrganMeeting, RollEntry
from ama_net.features.members.notice_text import place_words
from ama_net.features.members.operations.meetings_proxies import limit_of
from ama_net.features.members.queries_meetings import proxies_of, roll_of
from ama_net.foundation.database import db
from ama_net.foundation.pdf import render_pdf
from ama_net.foundation.web.pages import date_words, datetime_full
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.look import colours


def attendance_sheet(meeting: OrganMeeting) -> bytes:
    """The roll with room for signatures: who votes, for whom, and who does not and why."""
    given = {proxy.giver_id: proxy for proxy in proxies_of(meeting.id)}
    lines = list(db.session.scalars(roll_of(meeting.id).options(joinedload(RollEntry.voter))))
    held = (
        {line.id: [proxy.giver.name for proxy in given.values() if proxy.holder_id == line.id] for line in lines}
        if given
        else {}
    )
    through = {key: _("delega a %(name)s", name=proxy.holder.name) for key, proxy in given.items()}
    rows = [_row(line, held.get(line.id, []), through.get(line.id, "")) for line in lines]
    return render_pdf(
        "members/pdf/meeting_sheet.typ", {**_heading(meeting, _("Foglio delle presenze")), **_words(), "rows": rows}
    )


def proxy_form(meeting: OrganMeeting) -> bytes:
    """The form of a proxy, blank but for the meeting: the name of who receives it must be written."""
    words = {
        "lines": [_("Io sottoscritto/a"), _("delego"), _("a rappresentarmi e a votare per me in questa riunione.")],
        "signature": _("Data e firma"),
        "note": _(
            "Il nome di chi riceve la delega va scritto: in bianco non vale. Chi la riceve deve far parte "
            "dell'associazione, con diritto di voto, e può averne al massimo %(number)s.",
            number=limit_of(meeting),
        ),
    }
    return render_pdf("members/pdf/meeting_proxy.typ", {**_heading(meeting, _("Delega")), **words})


def _row(line: RollEntry, held: list[str], through: str) -> dict[str, object]:
    why = str(WHY_NOT[line.why_not]) if line.why_not else votes_instead(line)
    received = _("deleghe di %(names)s", names=", ".join(held)) if held else ""
    return {
        "number": str(line.number or ""),
        "name": line.name,
        "notes": "; ".join(filter(None, (why, received, through))),
        "votes": str(line.votes if line.may_vote else 0),
    }


def votes_instead(line: RollEntry) -> str:
    """Who votes for somebody else's line: a minor's guardian, by name."""
    if line.voter is None or line.person_id is None or line.voter_id == line.person_id:
        return ""
    return str(_("vota %(name)s", name=line.voter.list_name))


def _heading(meeting: OrganMeeting, title: str) -> dict[str, object]:
    tenant = current_tenant()
    second = meeting.second_call_at
    return {
        "title": title,
        "association": tenant.name,
        "meeting": meeting.title,
        "organ": str(ORGAN_WORDS[meeting.organ]),
        "first": _("Prima convocazione: %(when)s", when=datetime_full(meeting.first_call_at)),
        "second": _("Seconda convocazione: %(when)s", when=datetime_full(second)) if second else "",
        "place": place_words(meeting),
        "colours": colours(tenant.slug),
        "page_words": _("Pagina"),
        "roll_on": _("Elenco al %(day)s", day=date_words(meeting.roll_on)) if meeting.roll_on else "",
    }


def _words() -> dict[str, object]:
    return {
        "signers": [_("Chi presiede"), _("Chi verbalizza")],
        "heads": [_("N."), _("Nome"), _("Voti"), _("Note"), _("Entra"), _("Esce"), _("Firma")],
    }
