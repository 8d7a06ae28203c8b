"""Reminding who has not accepted the confidentiality letter: by e-mail with a link, or on paper with the text to sign."""

from collections.abc import Sequence
from datetime import timedelta

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from ama_net.features.volunteers.models import ConfidentialityLetter, LetterReminder
from ama_net.features.volunteers.onboarding_secrets import whole_address
from ama_net.features.volunteers.operations.letters import ensure_letter, hold_letters
from ama_net.features.volunteers.queries_letters import last_reminders, without_letter
from ama_net.features.volunteers.settings_onboarding import OnboardingSettings
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.correspondence import Direction, OnlyMailed, ProtocolEntry, open_entry, send_letter
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy.settings import read_settings


def remind_of_letter(*, by: Actor) -> int:
    """Write to who serves and has not accepted the letter in force, and was not reminded lately; gives to how many.

    Who may: the office with VOLUNTEERS_EDIT. Two at once write once: the letters are held.
    """
    letter = ensure_letter(by=by)
    hold_letters()
    people = _due()
    if not people:
        return 0
    with force_locale("it"):
        subject = _("Promemoria della lettera di riservatezza")
    only = people[0] if len(people) == 1 else ""
    entry = open_entry(Direction.OUT, subject=subject, kind="letter", who=only, about=letter, by=by)
    for person in people:
        _write(person, letter, entry, by=by)
    record(by=by, verb="letter.reminded", subject=letter, changes={"count": len(people)})
    return len(people)


def _due() -> Sequence[Person]:
    waiting = select(Person).where(Person.id.in_(without_letter())).order_by(Person.sort_name, Person.id)
    people = list(db.session.scalars(waiting))
    since = now() - timedelta(days=read_settings(OnboardingSettings).letter_reminder_days)
    reminded = last_reminders([one.id for one in people])
    return [one for one in people if one.id not in reminded or reminded[one.id].sent_at < since]


def _write(person: Person, letter: ConfidentialityLetter, entry: ProtocolEntry, *, by: Actor) -> None:
    language = person.preferred_language if person.preferred_language in ("it", "en") else "it"
    link = OnlyMailed(whole_address("volunteer_profile_my.letter", language))
    context = {"name": person.given_name, "link": link, "body": letter.text_in(language)}
    send_letter("volunteers/letter_reminder", to=person, context=context, entry=entry, about=letter, locale=language)
    db.session.add(LetterReminder(person_id=person.id, letter_id=letter.id, sent_by=by.account_id))
