"""What is typed to write in the register: an exit, another category, a correction. The rules stand in the operations."""

from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import IntegerField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from ama_net.features.members.models import EndReason, MemberCategory, Membership
from ama_net.features.members.register_words import END_REASONS
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.web.forms import WebForm, strip
from ama_net.kernel.access import Actor
from ama_net.kernel.documents import Organ, Resolution, adopt_resolution
from ama_net.kernel.documents.operations import NumberTaken
from ama_net.kernel.documents.words import ORGANS
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import DayField

MOST_RESOLUTIONS = 60
ON_PAPER = "paper"
_ORGANS = (Organ.BOARD, Organ.ASSEMBLY)


def _uuid(value: str | UUID) -> UUID:
    return UUID(str(value))


class DecisionForm(WebForm):
    """The resolution something goes back to: one that is here, or one that is on paper."""

    resolution = SelectField(_l("Delibera"), default="")
    paper_organ = RadioField(
        _l("Chi l'ha presa"), choices=[SelectChoice(one, ORGANS[one]) for one in _ORGANS], default=Organ.BOARD
    )
    paper_number = IntegerField(_l("Numero della delibera"), [Optional(), NumberRange(min=1, max=100_000)])
    paper_on = DayField(_l("Data della delibera"), [Optional()])

    def offer_resolutions(self) -> None:
        """The latest resolutions of the board and of the assembly."""
        latest = select(Resolution).where(Resolution.organ.in_(_ORGANS))
        found = db.session.scalars(latest.order_by(Resolution.adopted_on.desc()).limit(MOST_RESOLUTIONS))
        known = [SelectChoice(str(one.id), f"{one.number_words} · {one.subject}") for one in found]
        others = [SelectChoice("", _("Nessuna")), SelectChoice(ON_PAPER, _("Una delibera scritta su carta"))]
        self.resolution.choices = [*others, *known]

    def decided_on(self) -> date | None:
        """The day of the resolution chosen, which need not be written down yet; None when none was.

        Raises:
            WrongFact: that on paper lacks number or date, or its day has yet to come.
        """
        chosen = self.resolution.data
        if chosen == ON_PAPER:
            return self._paper()[1]
        found = db.session.get(Resolution, UUID(chosen)) if chosen else None
        return found.adopted_on if found else None

    def decided(self, subject: str, *, by: Actor) -> Resolution | None:
        """The resolution chosen; one on paper is written down first.

        Raises:
            WrongFact: number or date are missing, its day has yet to come, or the organ has one with that number.
        """
        chosen = self.resolution.data
        if chosen != ON_PAPER:
            return db.session.get(Resolution, UUID(chosen)) if chosen else None
        number, day = self._paper()
        organ = Organ(self.paper_organ.data)
        try:
            return adopt_resolution(organ, subject=subject, by=by, adopted_on=day, number=number)
        except NumberTaken:
            raise WrongFact("paper_number", _l("Questa delibera c'è già: sceglila dall'elenco.")) from None

    def _paper(self) -> tuple[int, date]:
        number, day = self.paper_number.data, self.paper_on.data
        if number is None or day is None:
            raise WrongFact("paper_number", _l("Scrivi numero e data della delibera su carta."))
        if day > today():
            raise WrongFact("paper_on", _l("È una data futura: si scrive una delibera già presa."))
        return number, day


class ExitForm(DecisionForm):
    """An exit."""

    reason = RadioField(_l("Motivo"), [InputRequired(_l("Scegli il motivo."))])
    on = DayField(
        _l("Dal giorno"),
        [InputRequired(_l("Scrivi la data."))],
        description=_l("Da quel giorno non è più socio. Può essere un giorno che deve venire."),
    )

    def suit(self, membership: Membership) -> None:
        """The reasons that can be, and the resolutions there are."""
        never = EndReason.DISSOLUTION if membership.person_id else EndReason.DEATH
        self.reason.choices = [SelectChoice(key, word) for key, word in END_REASONS.items() if key != never]
        self.offer_resolutions()


class CategoryForm(DecisionForm):
    """Another category."""

    category = SelectField(_l("Nuova categoria"), coerce=_uuid)
    on = DayField(_l("Dal giorno"), [InputRequired(_l("Scrivi la data."))])

    def suit(self, membership: Membership) -> None:
        """The other categories, and the resolutions there are."""
        found = [one for one in categories() if one.id != membership.category_id]
        self.category.choices = [SelectChoice(one.id, one.label) for one in found]
        self.offer_resolutions()


class CorrectionForm(WebForm):
    """What the book should have said; what is left as it is stays."""

    why = TextAreaField(
        _l("Motivo della correzione"),
        [InputRequired(_l("Scrivi il motivo.")), Length(max=500)],
        filters=[strip],
        description=_l("Resta scritto nel libro. Per esempio: data di ammissione letta male dal verbale."),
    )
    applied_on = DayField(_l("Data della domanda"), [Optional()])
    admitted_on = DayField(_l("Data di ammissione"), [InputRequired(_l("Scrivi la data."))])
    resolution_ref = StringField(_l("Delibera di ammissione, se non è nel sistema"), [Length(max=200)], filters=[strip])
    category_id = SelectField(_l("Categoria"), coerce=_uuid)
    ended_on = DayField(_l("Data di uscita"), [Optional()])
    end_reason = SelectField(_l("Motivo dell'uscita"))

    def suit(self, membership: Membership) -> None:
        """The categories and the reasons there are."""
        self.category_id.choices = [SelectChoice(one.id, one.label) for one in categories()]
        reasons = [SelectChoice(key, word) for key, word in END_REASONS.items()]
        self.end_reason.choices = [SelectChoice("", _("Non è uscito")), *reasons]

    def facts(self) -> dict[str, Any]:
        """The columns of the membership as they should be."""
        names = ("applied_on", "admitted_on", "category_id", "ended_on")
        facts = {name: self[name].data for name in names}
        return {**facts, "resolution_ref": self.resolution_ref.data or "", "end_reason": self.end_reason.data or None}


class InspectionForm(WebForm):
    """Who asks to see the books, entered by the office."""

    member = SelectField(_l("Chi lo chiede"), coerce=_uuid)
    what = TextAreaField(
        _l("Che cosa chiede di vedere"),
        [InputRequired(_l("Scrivi quali libri o quali anni.")), Length(max=1000)],
        filters=[strip],
    )
    asked_on = DayField(_l("Quando l'ha chiesto"), [InputRequired(_l("Scrivi la data."))])


class InspectionAnswerForm(WebForm):
    """What became of a request."""

    state = RadioField(_l("Esito"), [InputRequired(_l("Scegli l'esito."))])
    on = DayField(_l("Quando"), [InputRequired(_l("Scrivi la data."))])
    answer = TextAreaField(
        _l("Annotazioni"),
        [Length(max=1000)],
        filters=[strip],
        description=_l("Per esempio: dove i libri sono stati visti e con chi; il motivo, se non si è potuto."),
    )


def categories() -> list[MemberCategory]:
    """Every category, in the order of the statute."""
    return list(db.session.scalars(select(MemberCategory).order_by(MemberCategory.position, MemberCategory.label)))
