"""Figures for boards and institutions, and the one-tap count of who turns to the secretariat."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from wtforms import RadioField, SelectChoice, SelectField
from wtforms.validators import AnyOf

from ama_net.features.groups.models import Channel, PointedTo, SecretariatContact, Theme
from ama_net.features.groups.operations.contacts_log import UNDO_KIND, log_contact
from ama_net.features.groups.queries import all_themes
from ama_net.features.groups.statistics import LEAST, figures_of, groups_matrix, people_until, years
from ama_net.features.groups.statistics.figures import CHANNEL_WORDS, POINTED_WORDS
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.figures import csv_rows, year_of
from ama_net.foundation.web.forms import WebForm
from ama_net.foundation.web.listing import csv_answer, csv_lines
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.audit import record
from ama_net.kernel.office import offer_undo
from ama_net.kernel.tenancy import current_tenant

bp = Blueprint("statistics_manage", __name__)

DONE, REFUSED = 303, 422
CHOSEN, KEPT = "contact_chosen", ("channel", "district", "pointed_to")
"""What was chosen last stays chosen, in the browser's own session: an address would be written down by others."""


class ContactForm(WebForm):
    """What is counted of a contact; the theme is the button that is pressed."""

    channel = RadioField(
        _l("Come"),
        default=Channel.PHONE.value,
        validate_choice=False,
        validators=[AnyOf([one.value for one in Channel])],
    )
    district = SelectField(_l("Da dove"))
    pointed_to = SelectField(_l("Dove è stata indirizzata la persona"), default=PointedTo.GROUP.value)
    theme = SelectField(_l("Tema"))


@bp.get("/gruppi/statistiche")
@requires(Permission.GROUPS_READ)
def index() -> str:
    """The figures of a year."""
    year = _year()
    shown = [figure for figure in figures_of(year) if any(count != 0 for _label, count in figure.rows)]
    return render_template(
        "groups/manage/statistics.html",
        figures=shown,
        matrix=groups_matrix(),
        year=year,
        years=years(),
        least=LEAST,
        until=people_until(year),
    )


@bp.get("/gruppi/statistiche.csv")
@requires(Permission.GROUPS_READ)
def download() -> Response:
    """The same figures as a file."""
    year = _year()
    record(by=signed_in_actor(), verb="list.exported", subject=("list", "statistiche"), changes={"year": year})
    titles = (_("Anno"), _("Statistica"), _("Voce"), _("Quanti"))
    return csv_answer(csv_lines(titles, csv_rows(year, figures_of(year))), f"statistiche-{year}")


@bp.route("/contatti", methods=["GET", "POST"])
@requires(Permission.JOIN_REQUESTS_ANSWER)
def contacts() -> ResponseReturnValue:
    """Count a contact with one tap on its theme; what was chosen last stays chosen."""
    themes = all_themes()
    form = _form(themes)
    if form.validate_on_submit():
        theme = form.theme.data
        contact = log_contact(
            channel=form.channel.data,
            theme_id=UUID(theme) if theme else None,
            district=form.district.data,
            pointed_to=form.pointed_to.data,
            by=signed_in_actor(),
        )
        label = next((one.label for one in themes if str(one.id) == theme), _("senza tema"))
        offer_undo(
            UNDO_KIND, {"id": str(contact.id)}, _("Contatto annotato: %(theme)s.", theme=label), by=signed_in_actor()
        )
        session[CHOSEN] = {name: form[name].data for name in KEPT}
        return redirect(url_for(".contacts"), DONE)
    page = render_template(
        "groups/manage/contacts.html", form=form, themes=themes, counted=_today_per_theme(), today=today()
    )
    return page, REFUSED if form.errors else 200


def _form(themes: list[Theme]) -> ContactForm:
    chosen: dict[str, Any] = session.get(CHOSEN) or {}
    form = ContactForm(data=chosen)
    districts = [entry.name for entry in current_tenant().identity.districts]
    form.channel.choices = [SelectChoice(key, word) for key, word in CHANNEL_WORDS.items()]
    form.district.choices = [SelectChoice("", _("Non detto")), *(SelectChoice(name, name) for name in districts)]
    form.pointed_to.choices = [SelectChoice(key, word) for key, word in POINTED_WORDS.items()]
    form.theme.choices = [SelectChoice("", ""), *(SelectChoice(str(theme.id), theme.label) for theme in themes)]
    return form


def _today_per_theme() -> dict[UUID | None, int]:
    found = (
        select(SecretariatContact.theme_id, func.count())
        .where(SecretariatContact.day == today())
        .group_by(SecretariatContact.theme_id)
    )
    return {row[0]: row[1] for row in db.session.execute(found)}


def _year() -> int:
    year = year_of(request.args.get("anno", ""))
    if year is None:
        abort(404)
    return year
