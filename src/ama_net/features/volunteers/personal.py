"""What voluntary work and training show in the personal area. Shifts, hours and expenses have rooms of their own."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.volunteers.queries_letters import acceptances_of, has_accepted_letter, letter_in_force
from ama_net.features.volunteers.queries_trainings import coming_enrolments
from ama_net.kernel.access import Actor, Role
from ama_net.kernel.accounts.personal import NextThing, PersonalRoom
from ama_net.kernel.training import CourseAnswer
from ama_net.kernel.training.words import COURSE_KINDS


def is_volunteer(actor: Actor) -> bool:
    """Volunteers: the role is given with the line of the register, so the menu asks nothing of the database."""
    return Role.VOLUNTEER in actor.roles


def learns(actor: Actor) -> bool:
    """Whom trainings are for: volunteers, and facilitators who are none."""
    return bool({Role.VOLUNTEER, Role.FACILITATOR} & set(actor.roles))


def next_steps_to_begin(actor: Actor) -> list[NextThing]:
    """The confidentiality letter, until it is accepted: without it nothing begins."""
    if actor.person_id is None or letter_in_force() is None or has_accepted_letter(actor.person_id):
        return []
    if acceptances_of(actor.person_id):
        words = _("Il testo è cambiato: rileggilo e accettalo")
    else:
        words = _("Serve prima di cominciare: si legge in due minuti")
    page = url_for("volunteer_profile_my.letter")
    return [NextThing(_("Accetta la lettera di riservatezza"), words, page, urgent=True)]


def next_trainings(actor: Actor) -> list[NextThing]:
    """The courses and meetings one is asked to: to answer, or to remember. Where one said no, nothing."""
    if actor.person_id is None:
        return []
    page = url_for("trainings_my.index")
    return [
        NextThing(
            _("Vieni? %(what)s", what=COURSE_KINDS[one.course.kind])
            if one.answer == CourseAnswer.NONE
            else str(COURSE_KINDS[one.course.kind]),
            one.course.where,
            page,
            when=one.course.next_at,
        )
        for one in coming_enrolments(actor.person_id)
        if one.answer != CourseAnswer.NOT_COMING
    ]


ROOM = PersonalRoom(
    key="volunteer",
    title=_l("Volontariato"),
    icon="hand",
    endpoint="volunteer_my.index",
    next_things=next_steps_to_begin,
    concerns=is_volunteer,
    order=15,
)

TRAININGS_ROOM = PersonalRoom(
    key="my_trainings",
    title=_l("Formazione"),
    icon="book",
    endpoint="trainings_my.index",
    next_things=next_trainings,
    concerns=learns,
    order=19,
    within="volunteer",
)
