"""The hours of one volunteer: a year at a time, with its totals, and their certificates."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.volunteers.forms_hours import CertificateForm
from ama_net.features.volunteers.models import Volunteer
from ama_net.features.volunteers.operations.hour_certificates import Period, issue_certificate
from ama_net.features.volunteers.queries_hours import certificates_of, entries_of, hours_by_activity, years_of
from ama_net.features.volunteers.views.hours_manage.door import DONE, REFUSED, bp, year_asked
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame


@bp.route("/volontari/<uuid:volunteer_id>/ore", methods=["GET", "POST"])
@requires(Permission.VOLUNTEERS_READ)
def of_volunteer(volunteer_id: UUID) -> ResponseReturnValue:
    """The hours of a volunteer; posting makes a certificate of theirs."""
    volunteer = db.session.get(Volunteer, volunteer_id) or abort(404)
    year, actor, posted = year_asked(), signed_in_actor(), request.method == "POST"
    form = CertificateForm() if posted else CertificateForm.of_year(year)
    if posted and not actor.can(Permission.VOLUNTEERS_EDIT):
        abort(404)
    if form.validate_on_submit() and form.from_day.data and form.until_day.data:
        period = Period(form.from_day.data, form.until_day.data)
        try:
            made = issue_certificate(volunteer.person, period, by_activity=form.by_activity.data, by=actor)
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Attestato n. %(number)s pronto.", number=made.number_words), "success")
            return redirect(url_for(".of_volunteer", volunteer_id=volunteer_id, anno=year), DONE)
    person_id = volunteer.person_id
    page = render_template(
        "volunteers/manage/volunteer_hours.html",
        volunteer=volunteer,
        year=year,
        years=years_of(person_id),
        entries=entries_of(person_id, year),
        totals=hours_by_activity(year, person_id),
        certificates=certificates_of(person_id),
        form=form,
    )
    return page, REFUSED if form.errors or form.form_errors else 200
