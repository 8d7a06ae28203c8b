"""The certificate of a course on paper: that somebody took part, when and for how long."""

from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from ama_net.features.volunteers.certificate_paper import LANGUAGES, issuer_lines, who_signs
from ama_net.features.volunteers.hours_rules import duration_words
from ama_net.foundation.pdf import render_pdf
from ama_net.foundation.web.pages import day_words
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.look import colours
from ama_net.kernel.training import Course, Enrolment
from ama_net.kernel.training.words import COURSE_KINDS


def course_certificate_pdf(enrolment: Enrolment, course: Course, person: Person) -> bytes:
    """The PDF of a certificate that was given, in Italian or, for who reads English, in English."""
    language = person.preferred_language if person.preferred_language in LANGUAGES else "it"
    with force_locale(language):
        return render_pdf("volunteers/pdf/course_certificate.typ", _data(enrolment, course, person), language=language)


def course_certificate_name(enrolment: Enrolment) -> str:
    """The name of the file: it says no title, which may tell a theme."""
    return f"attestato-{enrolment.certified_on}.pdf"


def _data(enrolment: Enrolment, course: Course, person: Person) -> dict[str, Any]:
    assert enrolment.certified_on is not None  # only what was given is printed
    assert enrolment.certified_minutes is not None
    tenant = current_tenant()
    return {
        "title": _("Attestato di partecipazione"),
        "association": tenant.name,
        "issuer": issuer_lines(),
        "attests": _("L'associazione attesta che"),
        "name": person.name,
        "took_part": _("ha preso parte a"),
        "course": course.title,
        "facts": [fact for fact in _facts(enrolment, course) if fact["text"]],
        "date": day_words(enrolment.certified_on),
        "signer": who_signs(),
        "signature": _("Firma"),
        "colours": colours(tenant.slug),
    }


def _facts(enrolment: Enrolment, course: Course) -> list[dict[str, str]]:
    days = [day_words(day.starts_at) for day in course.days]
    held = days[0] if len(days) == 1 else str(_("%(count)s incontri", count=len(days)))
    when = (
        held
        if len(days) == 1
        else str(_("dal %(first)s al %(last)s, %(held)s", first=days[0], last=days[-1], held=held))
    )
    said = {
        _("Che cos'è"): str(COURSE_KINDS[course.kind]),
        _("Quando"): when,
        _("Ore di presenza"): duration_words(enrolment.certified_minutes or 0),
        _("Chi lo ha tenuto"): course.teacher,
    }
    return [{"term": str(term), "text": text} for term, text in said.items()]
