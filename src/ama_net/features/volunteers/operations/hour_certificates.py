"""Certificates of hours: numbered within the year, with a code that the public page confirms, kept as a document.

Order of locks: the person's hours (advisory), the certificate's number, the audit at commit.
"""

from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, or_, select

from ama_net.features.volunteers.certificate_codes import new_code
from ama_net.features.volunteers.certificate_paper import certificate_pdf, certificate_title, name_digest
from ama_net.features.volunteers.models import HourCertificate, HourEntry, HoursState, Volunteer
from ama_net.features.volunteers.operations.hours import hold_hours
from ama_net.features.volunteers.queries_hours import activity_hours, between, minutes_in
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import next_number, record
from ama_net.kernel.documents import File, keep_document
from ama_net.kernel.people import Person, WrongFact

SERIES = "hour_certificates"


@dataclass(frozen=True)
class Period:
    """From a day to a day, both included."""

    first: date
    last: date


def issue_certificate(person: Person, period: Period, *, by_activity: bool, by: Actor) -> HourCertificate:
    """Attest the approved hours of somebody in a period; flushed, with its PDF kept as a document about them.

    It names the days of the period in which they were a volunteer, never more than was asked: a long period attests nothing.
    Asked again on the same day for the same hours of the same activities, under the same name, it is the same certificate.
    It says activities by their labels, never a place or a group. Who may: the person, when the settings let them; VOLUNTEERS_EDIT.

    Raises:
        WrongFact: the period is upside down or not over yet, or no hour of it is approved.
    """
    _check(period)
    hold_hours([person.id])
    days = between(period.first, period.last)
    minutes = minutes_in(days, person.id)
    if minutes == 0:
        raise WrongFact("until_day", _l("In questo periodo non ci sono ore approvate."))
    period = _served(person, period)
    activities = activity_hours(days, person.id)
    counted = {str(one.activity_id): one.minutes for one in activities}
    already = _same(person, period, counted, by_activity=by_activity)
    if already is not None:
        return already
    day = today()
    made = HourCertificate(person_id=person.id, from_day=period.first, until_day=period.last, minutes=minutes)
    made.year, made.number, made.issued_on = day.year, next_number(SERIES, day.year), day
    made.by_activity, made.code, made.issued_by = by_activity, new_code(), by.account_id
    made.counted, made.name_digest = counted, name_digest(person)
    db.session.add(made)
    db.session.flush()
    body = certificate_pdf(made, person, activities if by_activity else [])
    file = File(f"attestato-ore-{made.number}-{made.year}.pdf", body)
    document = keep_document(
        file, title=certificate_title(made), kind="certificate", by=by, dated_on=day, person_id=person.id, about=made
    )
    made.document_id = document.id
    db.session.flush()
    record(by=by, verb="hour_certificate.issued", subject=made, changes={"number": made.number, "minutes": minutes})
    return made


def revoke_certificate(certificate: HourCertificate, *, by: Actor) -> None:
    """Say that a certificate holds no more (its hours were put right): the public page says so from now on.

    Revoked already, nothing happens. Who may: VOLUNTEERS_EDIT.
    """
    db.session.refresh(certificate, with_for_update={"of": HourCertificate})
    if certificate.revoked_at is not None:
        return
    certificate.revoked_at, certificate.revoked_by = now(), by.account_id
    db.session.flush()
    record(by=by, verb="hour_certificate.revoked", subject=certificate, changes={"number": certificate.number})


def _check(period: Period) -> None:
    if period.last < period.first:
        raise WrongFact("until_day", _l("L'ultimo giorno viene prima del primo."))
    for field, day in (("from_day", period.first), ("until_day", period.last)):
        if day > today():
            raise WrongFact(field, _l("Questo giorno deve ancora venire."))


def _served(person: Person, period: Period) -> Period:
    """From the first to the last day of service in a period.

    Hours of days that a correction left outside the service count, and their days with them.
    """
    first = func.min(func.greatest(Volunteer.started_on, period.first))
    last = func.max(func.least(Volunteer.ended_on - 1, period.last))
    served = select(first, last).where(
        Volunteer.person_id == person.id,
        Volunteer.started_on <= period.last,
        or_(Volunteer.ended_on.is_(None), Volunteer.ended_on > func.greatest(Volunteer.started_on, period.first)),
    )
    given = select(func.min(HourEntry.on_day), func.max(HourEntry.on_day)).where(
        HourEntry.person_id == person.id, HourEntry.state == HoursState.APPROVED, between(period.first, period.last)
    )
    days = [day for found in (served, given) for day in db.session.execute(found).one() if day is not None]
    return Period(min(days), max(days))


def _same(person: Person, period: Period, counted: dict[str, int], *, by_activity: bool) -> HourCertificate | None:
    one = HourCertificate
    found = select(one).where(
        one.person_id == person.id,
        one.from_day == period.first,
        one.until_day == period.last,
        one.counted == counted,
        one.name_digest == name_digest(person),
        one.by_activity == by_activity,
        one.issued_on == today(),
        one.revoked_at.is_(None),
    )
    return db.session.scalars(found.limit(1)).first()
