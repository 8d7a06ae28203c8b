"""What is typed about profiles: skills and times, papers, the association's list of skills."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import Optional

from ama_net.features.volunteers.forms_onboarding import LONGEST_NOTE, BoxesField, line
from ama_net.features.volunteers.models import PaperKind, Skill, VolunteerProfile
from ama_net.features.volunteers.operations.profiles import ProfileFacts
from ama_net.features.volunteers.profile_words import PAPER_KINDS, SLOTS, TRANSPORTS, slot
from ama_net.foundation.text import known_id
from ama_net.foundation.web.forms import WebForm, plain_text
from ama_net.kernel.documents.forms import FileForm
from ama_net.kernel.people.forms.fields import DayField, choices

LONGEST_TIMES = LONGEST_NOTE + 100
"""What was said when applying may begin it, with the times that were ticked."""


class ProfileForm(WebForm):
    """What somebody can do and when they are free."""

    skills = BoxesField(_l("Che cosa sai fare"))
    free = BoxesField(_l("Quando sei di solito libera o libero"), choices=[SelectChoice(one, one) for one in SLOTS])
    free_from = DayField(_l("Disponibilità dal giorno"), [Optional()])
    free_until = DayField(_l("Disponibilità fino al giorno"), [Optional()])
    free_note = line(_l("Altro su quando sei libera o libero"), longest=LONGEST_TIMES)
    transport = RadioField(_l("Come ti muovi"), choices=choices(TRANSPORTS, _l("non lo dico")), default="")
    languages = line(_l("Lingue che parli"), longest=200)

    def offer(self, skills: Iterable[Skill], profile: VolunteerProfile | None) -> None:
        """Say which skills may be chosen: the open ones, and those they have."""
        mine = {one.skill_id for one in profile.skills} if profile else set()
        self.skills.choices = [SelectChoice(str(one.id), one.label) for one in skills if one.is_open or one.id in mine]

    def fill(self, profile: VolunteerProfile | None) -> None:
        """Show what was said before."""
        if profile is None:
            return
        self.skills.data = [str(one.skill_id) for one in profile.skills]
        self.free.data = [slot(one.weekday, one.part) for one in profile.free_parts]
        for name in ("free_from", "free_until", "free_note", "transport", "languages"):
            self[name].data = getattr(profile, name)

    def facts(self) -> ProfileFacts:
        """What was typed, for the operation."""
        return ProfileFacts(
            skills=frozenset(one for text in self.skills.data or () if (one := known_id(text))),
            free=frozenset(SLOTS[one] for one in self.free.data or () if one in SLOTS),
            free_from=self.free_from.data,
            free_until=self.free_until.data,
            free_note=self.free_note.data or "",
            transport=self.transport.data or "",
            languages=self.languages.data or "",
        )


class PaperForm(FileForm):
    """A paper of a volunteer and until when it is good."""

    kind = SelectField(_l("Che cosa è"), choices=choices(PAPER_KINDS), default=PaperKind.CERTIFICATE.value)
    title = line(_l("Titolo"), longest=150)
    expires_on = DayField(_l("Scade il"), [Optional()])


class SkillsForm(WebForm):
    """The skills one may choose, one on each line."""

    labels = TextAreaField(_l("Competenze, una per riga"), filters=[plain_text])

    def lines(self) -> list[str]:
        """What was typed, line by line."""
        return (self.labels.data or "").split("\n")


def shown(skills: Iterable[Skill]) -> dict[str, Any]:
    """What the form of skills begins with."""
    return {"labels": "\n".join(one.label for one in skills if one.is_open)}
