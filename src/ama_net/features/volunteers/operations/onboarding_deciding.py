"""What the office does with who would like to help: meeting them, answering, refusing, accepting.

Locks: the form (advisory), the register when a service starts, then rows. Accepting is done once, whoever is quicker.
"""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import lazy_gettext as _l

from ama_net.features.volunteers.models import (
    CandidacyState,
    CandidacyWay,
    Section,
    Volunteer,
    VolunteerApplication,
    VolunteerApplicationMessage,
    VolunteerProfile,
)
from ama_net.features.volunteers.onboarding_facts import facts_of
from ama_net.features.volunteers.onboarding_secrets import way_back
from ama_net.features.volunteers.onboarding_words import free_words
from ama_net.features.volunteers.operations.onboarding import NotNow, hold_form, lock, new_application, of_form
from ama_net.features.volunteers.operations.onboarding_mails import tell_of_meeting, tell_welcome
from ama_net.features.volunteers.operations.volunteers import start_service
from ama_net.features.volunteers.queries_profiles import profile_of
from ama_net.features.volunteers.register import hold_register
from ama_net.foundation.clock import day_of, now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, Role
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.accounts.operations.area_access import Opening, open_area
from ama_net.kernel.audit import record
from ama_net.kernel.outbox import send_mail
from ama_net.kernel.people import AddressFacts, Person, PersonFacts, WrongFact
from ama_net.kernel.people.operations.entering import enter_person, enter_residence


@dataclass(frozen=True)
class Start:
    """From which day somebody serves, and in which section of the register."""

    on: date
    section: Section = Section.REGULAR


@dataclass(frozen=True)
class Welcome:
    """Who is accepted: their facts, the person they are if known, from when they serve (later: None), whether to invite."""

    facts: PersonFacts
    home: AddressFacts
    known: Person | None = None
    email: str = ""
    phone: str = ""
    start: Start | None = None
    invites: bool = True


@dataclass(frozen=True)
class Welcomed:
    """What came of accepting somebody: the application, the person, and the area (None: it was not to be opened now)."""

    application: VolunteerApplication
    person: Person
    opening: Opening | None = None


def arrange_meeting(
    application: VolunteerApplication, *, who: Account | None, at: datetime | None, note: str, by: Actor
) -> None:
    """Say who meets them, when, and what to remember (sealed); of a new day or hour they are written to.

    Who may: the office with VOLUNTEERS_EDIT.

    Raises:
        NotNow: it is decided already.
        WrongFact: the new day is past.
    """
    lock(application)
    if not application.is_waiting:
        raise NotNow
    moved = at is not None and at != application.meets_at
    if moved and at is not None and day_of(at) < today():
        raise WrongFact("on", _l("Questo giorno è già passato."))
    application.meets_account_id, application.meets_at = (who.id if who else None), at
    application.note = note or None
    if who is not None or at is not None:
        application.state = CandidacyState.TO_MEET
    application.changed_at = now()
    db.session.flush()
    db.session.expire(application, ["meets"])
    record(by=by, verb="candidacy.meeting_arranged", subject=application)
    if moved:
        tell_of_meeting(application)


def answer(application: VolunteerApplication, body: str, *, by: Actor) -> VolunteerApplicationMessage:
    """Write to who applied, in the office's words; they read it by mail and on their page. Who may: VOLUNTEERS_EDIT.

    Raises:
        NotNow: it is emptied, withdrawn, or its address is not confirmed.
        WrongFact: nothing was written.
    """
    lock(application)
    if application.is_emptied or application.state in (CandidacyState.WITHDRAWN, CandidacyState.UNCONFIRMED):
        raise NotNow
    message = _write(application, body, by=by)
    record(by=by, verb="candidacy.answered", subject=application)
    return message


def refuse(application: VolunteerApplication, reply: str, *, by: Actor) -> None:
    """Say no, with a kind reply that leaves by mail. Who may: VOLUNTEERS_EDIT.

    Raises:
        NotNow: it is decided already.
        WrongFact: there is no reply.
    """
    lock(application)
    if not application.is_waiting:
        raise NotNow
    _decide(application, CandidacyState.REFUSED, by=by)
    _write(application, reply, by=by)
    record(by=by, verb="candidacy.refused", subject=application)


def reopen(application: VolunteerApplication, *, by: Actor) -> None:
    """Take up again an application that was refused, as long as what it says is there. Who may: VOLUNTEERS_EDIT.

    Nobody is written to: the office does, in its own words.

    Raises:
        NotNow: it was not refused, or is emptied.
    """
    lock(application)
    if not application.may_reopen:
        raise NotNow
    met = application.meets_account_id is not None or application.meets_at is not None
    application.state = CandidacyState.TO_MEET if met else CandidacyState.NEW
    application.decided_at = application.decided_by = None
    application.changed_at = now()
    db.session.flush()
    record(by=by, verb="candidacy.reopened", subject=application)


def accept(application: VolunteerApplication, welcome: Welcome, *, by: Actor) -> Welcomed:
    """Make a person of who applied (a new one, or one who is known), and a volunteer, now or later.

    Who may: the office with VOLUNTEERS_EDIT; inviting takes ACCOUNTS_EDIT too, without it nobody is invited.

    Raises:
        NotNow: it is decided already.
        WrongFact: a fact cannot be; they are a volunteer already.
    """
    if welcome.start is not None:
        hold_register()
    lock(application)
    if not application.is_waiting:
        raise NotNow
    opening = _welcome(application, welcome, by=by)
    record(by=by, verb="candidacy.accepted", subject=application)
    return Welcomed(application, _person_of(application), opening)


def enter_in_person(welcome: Welcome, form_key: str, *, by: Actor) -> Welcomed:
    """Accept somebody who came in person, without an application; the same form twice is one volunteer, invited once.

    Who may: as for ``accept``.

    Raises:
        WrongFact: a fact cannot be; they are a volunteer already.
    """
    digest = hold_form(form_key)
    earlier = of_form(digest)
    if earlier is not None:
        return Welcomed(earlier, _person_of(earlier))
    if welcome.start is not None:
        hold_register()
    application = new_application(digest, CandidacyWay.IN_PERSON)
    application.received_at = application.emptied_at = now()
    opening = _welcome(application, welcome, by=by, is_new=True)
    record(by=by, verb="candidacy.entered", subject=application)
    return Welcomed(application, _person_of(application), opening)


def start_later(application: VolunteerApplication, start: Start, *, by: Actor) -> Volunteer:
    """Begin the service of who was accepted without a day. Who may: VOLUNTEERS_EDIT.

    Raises:
        NotNow: they were not accepted, or the service began already.
        WrongFact: the day cannot be; they are a volunteer already.
    """
    hold_register()
    lock(application)
    if application.state != CandidacyState.ACCEPTED or application.volunteer_id is not None:
        raise NotNow
    volunteer = start_service(_person_of(application), section=start.section, on=start.on, by=by)
    application.volunteer_id = volunteer.id
    db.session.flush()
    db.session.expire(application, ["volunteer"])
    return volunteer


def _welcome(application: VolunteerApplication, welcome: Welcome, *, by: Actor, is_new: bool = False) -> Opening | None:
    person = enter_person(welcome.facts, welcome.known, email=welcome.email, phone=welcome.phone, by=by)
    enter_residence(person, welcome.home, by=by)
    application.person_id = person.id
    if welcome.start is not None:
        volunteer = start_service(person, section=welcome.start.section, on=welcome.start.on, by=by)
        application.volunteer_id = volunteer.id
    _decide(application, CandidacyState.ACCEPTED, by=by)
    if is_new:
        db.session.add(application)
    db.session.flush()
    db.session.expire(application, ["person", "volunteer"])
    _take_over_times(application, person)
    if not welcome.invites:
        return None
    opening = open_area(person, Role.VOLUNTEER, email=welcome.email, by=by)
    if opening.is_good:
        tell_welcome(application, person, opening.email)
    return opening


def _take_over_times(application: VolunteerApplication, person: Person) -> None:
    """The times they ticked begin their profile; they put it right in their area.

    What they wrote beside them was for who welcomes them, and goes when the application is emptied.
    """
    words = free_words(facts_of(application).parts, "")
    if not words or profile_of(person.id) is not None:
        return
    profile = VolunteerProfile(person_id=person.id)
    profile.free_note = words
    db.session.add(profile)
    db.session.flush()


def _decide(application: VolunteerApplication, state: CandidacyState, *, by: Actor) -> None:
    application.state, application.decided_by = state, by.account_id
    application.decided_at = application.changed_at = now()


def _person_of(application: VolunteerApplication) -> Person:
    person = application.person
    if person is None:
        raise NotNow
    return person


def _write(application: VolunteerApplication, body: str, *, by: Actor) -> VolunteerApplicationMessage:
    if not body.strip():
        raise WrongFact("body", _l("Scrivere la risposta."))
    message = VolunteerApplicationMessage(application_id=application.id, written_by=by.account_id)
    message.body = body.strip()
    db.session.add(message)
    db.session.flush()
    db.session.expire(application, ["messages"])
    address = facts_of(application).email
    if address:
        context = {"body": message.body, "link": way_back(application.id, application.language)}
        send_mail(
            "volunteers/candidacy_answer", to=address, context=context, about=application, locale=application.language
        )
    return message
