"""The week of shifts on a sheet for the wall."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from ama_net.features.volunteers.models import Shift
from ama_net.features.volunteers.queries_shifts import missing, who_comes
from ama_net.foundation.pdf import render_pdf
from ama_net.foundation.web.pages import date_words
from ama_net.kernel.scheduling import hour_words
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.look import colours


def week_sheet(days: Sequence[dict[str, Any]]) -> bytes:
    """A week, day by day: hours, title, place, the first names of who comes. It hangs where anybody reads it."""
    tenant = current_tenant()
    data = {
        "title": _("Turni della settimana"),
        "week": _week_words(days[0]["date"], days[-1]["date"]),
        "association": tenant.name,
        "heads": [_("Quando"), _("Turno"), _("Dove"), _("Chi viene")],
        "days": [{"day": date_words(day["date"]), "rows": [_row(shift) for shift in day["shifts"]]} for day in days],
        "nothing": _("Nessun turno in questa settimana."),
        "page_words": str(_("Pagina")) + " ",
        "colours": colours(tenant.slug),
    }
    return render_pdf("volunteers/pdf/shifts_sheet.typ", data)


def _row(shift: Shift) -> dict[str, str]:
    names = ", ".join(place.person.given_name or place.person.name for place in who_comes(shift))
    lacking = missing(shift)
    short = ngettext("manca una persona", "mancano %(num)s persone", lacking) if lacking else ""
    return {
        "hours": f"{hour_words(shift.starts_at)}–{hour_words(shift.ends_at)}",
        "title": shift.title,
        "where": shift.where,
        "names": names,
        "short": short,
    }


def _week_words(first: date, last: date) -> str:
    said = {"first": format_date(first, "d MMMM"), "last": format_date(last, "d MMMM y")}
    return str(_("dal %(first)s al %(last)s", **said))
