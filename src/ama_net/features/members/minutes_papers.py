"""The minutes and the extract of a resolution, on paper: PDF that screen readers can read."""

from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from ama_net.features.members.meeting_words import ORGAN_WORDS
from ama_net.features.members.minutes import (
    ItemMinutes,
    attendance_rows,
    closing_words,
    item_minutes,
    name_of,
    paragraphs,
)
from ama_net.features.members.models import OrganMeeting
from ama_net.foundation.pdf import render_pdf
from ama_net.foundation.web.pages import date_words
from ama_net.kernel.documents import Resolution
from ama_net.kernel.documents.words import BOOKS
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.look import colours


def minutes_pdf(meeting: OrganMeeting, *, number: int | None = None) -> bytes:
    """The minutes; without a ``number`` in the organ's book they say that they are a draft."""
    with force_locale("it"):
        title = _("Verbale")
        data = {
            **_heading(f"{title} – {meeting.title}"),
            "book": _in_book(meeting, number),
            "draft": "" if number else _("Bozza: non è ancora nel libro."),
            "opening": paragraphs(meeting.minutes_text),
            "agenda_title": _("Ordine del giorno"),
            "agenda": [item.title for item in meeting.items],
            "items": [_item(one) for one in item_minutes(meeting)],
            "closing": closing_words(meeting),
            "attendance_title": _("Presenze"),
            "attendance_head": [_("Nome"), _("Come"), _("Annotazioni")],
            "attendance": [[row.name, row.how, row.notes] for row in attendance_rows(meeting)],
            "signatures": _signatures(meeting),
            "page_words": _("Pagina"),
        }
    return render_pdf("members/pdf/minutes.typ", data)


def extract_pdf(meeting: OrganMeeting, resolution: Resolution) -> bytes:
    """One resolution alone, as it stands in the minutes."""
    with force_locale("it"):
        words = _("Delibera n. %(number)s", number=resolution.number_words)
        data = {
            **_heading(f"{_('Estratto')} – {words}"),
            "facts": [
                {"term": _("Organo"), "text": str(ORGAN_WORDS[meeting.organ])},
                {"term": _("Riunione"), "text": meeting.title},
                {"term": _("Giorno"), "text": date_words(resolution.adopted_on)},
                {"term": _("Oggetto"), "text": resolution.subject},
            ],
            "decided_title": words,
            "decided": resolution.text.splitlines(),
            "signatures": _signatures(meeting),
            "note": _(
                "Estratto del verbale. Il testo intero è nel libro delle adunanze e delle deliberazioni dell'organo."
            ),
        }
    return render_pdf("members/pdf/resolution_extract.typ", data)


def _item(minutes: ItemMinutes) -> dict[str, Any]:
    return {
        "title": f"{minutes.item.position}. {minutes.item.title}",
        "paragraphs": minutes.paragraphs,
        "votes": minutes.votes,
        "vote_words": _("Votazione"),
        "resolutions": [_("Delibera n. %(number)s", number=one.number_words) for one in minutes.resolutions],
    }


def _in_book(meeting: OrganMeeting, number: int | None) -> str:
    return _("%(book)s, n. %(number)s", book=str(BOOKS[meeting.organ]), number=number) if number else ""


def _signatures(meeting: OrganMeeting) -> list[dict[str, str]]:
    return [
        {"role": _("Chi presiede"), "name": name_of(meeting.chaired_by)},
        {"role": _("Chi verbalizza"), "name": name_of(meeting.minuted_by)},
    ]


def _heading(title: str) -> dict[str, Any]:
    tenant = current_tenant()
    code = tenant.tax_code
    return {
        "title": title,
        "association": tenant.name,
        "association_code": _("Codice fiscale %(code)s", code=code) if code else "",
        "colours": colours(tenant.slug),
    }
