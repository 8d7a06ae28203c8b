"""What the office writes down of who decides: the review, the admission, the refusal, the outcome of an appeal, the day it was told.

An admission enters the libro degli associati and cannot be undone: a mistake is mended by a correction of the register.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.members.application_facts import facts_of
from ama_net.features.members.models import (
    Application,
    ApplicationState,
    ApplicationStep,
    MemberCategory,
    Membership,
)
from ama_net.features.members.operations.applications import NotNow, lock, move, note
from ama_net.features.members.operations.applications_letters import tell_admitted, tell_outcome
from ama_net.features.members.operations.applications_papers import keep_papers
from ama_net.features.members.operations.applications_people import person_of
from ama_net.features.members.operations.memberships import admit_member
from ama_net.features.members.register import hold_register
from ama_net.features.members.settings_applications import ApplicationsSettings
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.documents import Resolution, adopt_resolution
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.tenancy.settings import read_settings

S = ApplicationState


@dataclass(frozen=True)
class Ruling:
    """The resolution: one that is written already, or its day and (from a book on paper) its number."""

    resolution: Resolution | None = None
    decided_on: date | None = None
    number: int | None = None

    @property
    def day(self) -> date:
        """When it was decided."""
        return self.resolution.adopted_on if self.resolution else self.decided_on or today()


@dataclass(frozen=True)
class Admission:
    """One application to admit: in which category, and who it is in the register of people (None: nobody yet)."""

    application: Application
    category: MemberCategory
    person: Person | None = None


class Refused(Exception):
    """One application of several cannot be admitted: which, and why. Nothing was done with any."""

    def __init__(self, application: Application, why: WrongFact) -> None:
        super().__init__(str(why))
        self.application, self.why = application, why


def start_review(application: Application, *, by: Actor) -> None:
    """Note that the office has the application in hand.

    Raises:
        NotNow: it is not waiting to be looked at.
    """
    lock(application)
    move(application, S.UNDER_REVIEW)
    note(application, ApplicationStep.REVIEWED, by=by)
    record(by=by, verb="application.reviewed", subject=application)


def admit(chosen: Sequence[Admission], ruling: Ruling, *, by: Actor) -> list[Membership]:
    """Admit applicants by one resolution (D.Lgs. 117/2017 art. 23 c. 1), also on appeal when that is where they are.

    Each enters the register of people and the libro degli associati, is written to, and the papers are kept. All or none.
    Who may: MEMBERS_ADMIT. It cannot be undone.

    Raises:
        NotNow: one was decided by somebody else meanwhile.
        Refused: one cannot be admitted (a member already, a tax code of somebody else).
        WrongFact: the day cannot be.
        NumberTaken: the number of the resolution is taken.
    """
    hold_register()
    applications = _locked([one.application for one in chosen])
    _check_day(ruling, applications)
    on_appeal = _one_stage(applications)
    people = [_person(one, by=by) for one in chosen]
    resolution = _resolution(ruling, lambda: _admitted_words(chosen), on_appeal=on_appeal, by=by)
    return [_admit(one, person, resolution, by=by) for one, person in zip(chosen, people, strict=True)]


def refuse(application: Application, ruling: Ruling, reason: str, *, by: Actor) -> None:
    """Refuse an application, or an appeal; the reason is told to the applicant (art. 23 c. 2: a refusal is motivated).

    Who may: MEMBERS_ADMIT.

    Raises:
        NotNow: it was decided by somebody else meanwhile.
        WrongFact: no reason, or the day cannot be.
        NumberTaken: the number of the resolution is taken.
    """
    if not reason.strip():
        raise WrongFact("reason", _l("Scrivere il motivo: per legge un rifiuto è motivato."))
    _locked([application])
    _check_day(ruling, [application])
    on_appeal = application.state == S.APPEALED
    move(application, S.APPEAL_REJECTED if on_appeal else S.REFUSED)
    resolution = _resolution(ruling, lambda: _refused_words(application, reason), on_appeal=on_appeal, by=by)
    application.reason = reason.strip()
    step = ApplicationStep.APPEAL_REJECTED if on_appeal else ApplicationStep.REFUSED
    _decided(application, resolution, step, by=by)
    told = tell_outcome(application, resolution, on_appeal=on_appeal, by=by)
    if told:
        _told(application, today(), by=by)


def note_told(application: Application, *, on: date, by: Actor) -> None:
    """Write down the day a decision was told: a letter delivered, a telephone call. The days to appeal count from it.

    Raises:
        NotNow: nothing was decided, or it was told already.
        WrongFact: the day is before the decision, or in the future.
    """
    lock(application)
    on_appeal = application.appeal_decided_on is not None
    decided = application.appeal_decided_on or application.decided_on
    if decided is None or (application.appeal_told_on if on_appeal else application.told_on) is not None:
        raise NotNow
    if not decided <= on <= today():
        raise WrongFact("on", _l("Scegliere un giorno tra la decisione e oggi."))
    _told(application, on, by=by)
    record(by=by, verb="application.told", subject=application)


def _locked(applications: list[Application]) -> list[Application]:
    """Take the rows in the order of their keys, so that two hands never wait for each other."""
    for application in sorted(applications, key=lambda one: one.id):
        lock(application)
    return applications


def _check_day(ruling: Ruling, applications: list[Application]) -> None:
    if ruling.day > today():
        raise WrongFact("decided_on", _l("Questa data è nel futuro."))
    for application in applications:
        since = application.appealed_on or application.received_on
        if since is not None and ruling.day < since:
            raise WrongFact("decided_on", _l("La decisione non può venire prima della domanda."))


def _one_stage(applications: list[Application]) -> bool:
    """Whether they are on appeal: two organs decide, so two kinds never share a resolution."""
    stages = {application.state == S.APPEALED for application in applications}
    if len(stages) != 1:
        raise WrongFact("resolution", _l("Sui riesami decide un altro organo: servono due delibere."))
    for application in applications:
        if application.state not in (S.SUBMITTED, S.UNDER_REVIEW, S.APPEALED):
            raise NotNow
    return stages.pop()


def _person(one: Admission, *, by: Actor) -> Person:
    try:
        return person_of(facts_of(one.application), one.person, by=by)
    except WrongFact as error:
        raise Refused(one.application, error) from None


def _admit(one: Admission, person: Person, resolution: Resolution, *, by: Actor) -> Membership:
    application, on_appeal = one.application, one.application.state == S.APPEALED
    try:
        membership = admit_member(
            person=person,
            category=one.category,
            admitted_on=resolution.adopted_on,
            applied_on=application.received_on,
            resolution=resolution,
            by=by,
        )
    except WrongFact as error:
        raise Refused(application, error) from None
    move(application, S.APPEAL_ACCEPTED if on_appeal else S.ADMITTED)
    application.person_id, application.membership_id, application.category_id = (
        person.id,
        membership.id,
        one.category.id,
    )
    step = ApplicationStep.APPEAL_ACCEPTED if on_appeal else ApplicationStep.ADMITTED
    _decided(application, resolution, step, by=by)
    db.session.flush()
    keep_papers(application, resolution, by=by)
    if tell_admitted(application, person, membership, resolution, by=by):
        _told(application, today(), by=by)
    return membership


def _decided(application: Application, resolution: Resolution, step: ApplicationStep, *, by: Actor) -> None:
    if step in (ApplicationStep.APPEAL_ACCEPTED, ApplicationStep.APPEAL_REJECTED):
        application.appeal_resolution_id, application.appeal_decided_on = resolution.id, resolution.adopted_on
    else:
        application.resolution_id, application.decided_on = resolution.id, resolution.adopted_on
    note(application, step, by=by, on_day=resolution.adopted_on)
    db.session.expire(application, ["resolution", "appeal_resolution", "person", "membership", "category"])
    record(by=by, verb=f"application.{step}", subject=application, changes={"resolution": resolution.number_words})


def _told(application: Application, on: date, *, by: Actor) -> None:
    if application.appeal_decided_on is not None:
        application.appeal_told_on = on
    else:
        application.told_on = on
    note(application, ApplicationStep.TOLD, by=by, on_day=on)


def _resolution(ruling: Ruling, words: Callable[[], str], *, on_appeal: bool, by: Actor) -> Resolution:
    """The resolution that is there, or a new one: in Italian, as the books are, whatever the language of the page."""
    if ruling.resolution is not None:
        return ruling.resolution
    settings = read_settings(ApplicationsSettings)
    organ = (settings.appeal_organ if on_appeal else settings.deciding_organ).organ
    with force_locale("it"):
        subject = _("Riesame di una domanda di ammissione") if on_appeal else _("Domande di ammissione a socio")
        text = words()
    return adopt_resolution(organ, subject=subject, text=text, adopted_on=ruling.day, number=ruling.number, by=by)


def _refused_words(application: Application, reason: str) -> str:
    name = facts_of(application).name
    return str(_("La domanda di %(name)s non è accolta. Motivo: %(reason)s", name=name, reason=reason))


def _admitted_words(chosen: Sequence[Admission]) -> str:
    names = ", ".join(f"{facts_of(one.application).name} ({one.category.label})" for one in chosen)
    return str(_("Sono ammessi come soci: %(names)s.", names=names))
