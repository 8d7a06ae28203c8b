"""What is typed about groups that are not there yet: by who proposes or reports, and by the office that follows them."""

from dataclasses import replace
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import AnyOf, DataRequired, Length, ValidationError

from ama_net.features.groups.forms_join import MAX_TEXT, WHO_ASKS, AskForm
from ama_net.features.groups.models import Audience, Group, Proposal, ProposalKind, Purpose, Stage, Theme
from ama_net.features.groups.operations.join_requests import JoinWords
from ama_net.features.groups.operations.proposals import ProposalFacts, PublicWords
from ama_net.features.groups.operations.proposals_steps import NAMED, Step, next_stages
from ama_net.features.groups.proposal_words import KINDS, MOVES
from ama_net.foundation.clock import today
from ama_net.foundation.web.forms import WebForm, chosen_id, not_longer_than, one_line, plain_text
from ama_net.foundation.web.texts import language_now
from ama_net.kernel.confiding.forms import AGE_AND_CONSENT, YES_OR_NO
from ama_net.kernel.places import Municipality
from ama_net.kernel.places.queries import matching_municipalities

MAX_LINE = 200
MAX_REASON = 500
MAX_PUBLIC = 2000
WHO = {"citizen": _l("Scrivo per me, come cittadino o cittadina"), "body": _l("Scrivo per un ente o un'associazione")}

Pairs = list[tuple[str, str]]


def _label(one: Theme | Audience) -> str:
    return (language_now() == "en" and one.label_en) or one.label


class AboutGroupForm(WebForm):
    """What a group that is missing would be about: a theme, a place, who it is for. All of it may be left unsaid."""

    theme_id = SelectField(_l("Di che cosa si parlerebbe?"), coerce=chosen_id)
    district = SelectField(_l("In quale zona?"))
    municipality = StringField(_l("Comune"), filters=[one_line], validators=[Length(max=100)])
    audience_id = SelectField(_l("A chi si rivolgerebbe?"), coerce=chosen_id)

    town: Municipality | None = None

    def offer(self, themes: list[Theme], audiences: list[Audience], districts: Pairs) -> None:
        """Give the choices of this association; where it has no districts the municipality is asked instead."""
        unsaid = [SelectChoice("", _("Non lo so, o altro"))]
        self.theme_id.choices = unsaid + [SelectChoice(str(one.id), _label(one)) for one in themes]
        self.audience_id.choices = unsaid + [SelectChoice(str(one.id), _label(one)) for one in audiences]
        if districts:
            anywhere = SelectChoice("", _("Non importa, o non lo so"))
            self.district.choices = [anywhere, *(SelectChoice(key, name) for key, name in districts)]
        else:
            del self.district

    def validate_municipality(self, field: StringField) -> None:
        """One municipality, by its name."""
        if not field.data:
            return
        found = matching_municipalities(field.data)
        if len(found) != 1:
            raise ValidationError(
                _("Non troviamo questo comune: scrivilo con la provincia, per esempio «Budrio (BO)».")
            )
        self.town = found[0]

    def about(self) -> dict[str, Any]:
        """What was said, as ``ProposalFacts`` wants it; a municipality says its own district."""
        district = (self.district.data or "") if "district" in self else ""
        return {
            "theme_id": self.theme_id.data,
            "audience_id": self.audience_id.data,
            "district": (self.town.district if self.town else "") or district,
            "municipality_code": self.town.istat_code if self.town else None,
        }


class ProposeForm(AskForm, AboutGroupForm):
    """Proposing a group one would come to."""

    purpose = Purpose.PROPOSE
    kind = ProposalKind.PROPOSAL
    page_order = (
        *("who", "organisation", "theme_id", "district", "municipality", "audience_id", "message"),
        *(WHO_ASKS + AGE_AND_CONSENT),
    )

    message = TextAreaField(
        _l("Con parole tue"),
        filters=[plain_text],
        validators=[not_longer_than(MAX_TEXT)],
        render_kw={"rows": 5},
    )

    def words(self) -> JoinWords:
        """What was written, once it is valid."""
        return replace(super().words(), message=self.message.data or "")

    def facts(self) -> ProposalFacts:
        """What the group would be about."""
        return ProposalFacts(kind=self.kind, **self.about())


class NeedForm(ProposeForm):
    """Reporting that a group is missing: a citizen, a body, an institution."""

    kind = ProposalKind.NEED

    who = RadioField(
        _l("Chi scrive?"),
        choices=[SelectChoice(value, label) for value, label in WHO.items()],
        default="citizen",
        validators=[AnyOf(list(WHO), message=_l("Scegli chi scrive."))],
        validate_choice=False,
    )
    under_18 = RadioField(
        _l("Se scrivi per te: hai meno di 18 anni?"),
        choices=[SelectChoice(value, label) for value, label in YES_OR_NO.items()],
        validate_choice=False,
    )
    organisation = StringField(
        _l("Nome dell'ente o dell'associazione"), filters=[one_line], validators=[Length(max=MAX_LINE)]
    )

    def validate_under_18(self, field: RadioField) -> None:
        """Asked of citizens: a body is of age."""
        if self.who.data == "citizen" and field.data not in YES_OR_NO:
            raise ValidationError(_("Scegli sì o no: non chiediamo l'età."))

    def validate_organisation(self, field: StringField) -> None:
        """A body says its name."""
        if self.who.data == "body" and not field.data:
            raise ValidationError(_("Scrivi il nome dell'ente o dell'associazione."))

    def facts(self) -> ProposalFacts:
        """What the group would be about, and the body that reports it; a citizen's name is never here."""
        organisation = (self.organisation.data or "") if self.who.data == "body" else ""
        return ProposalFacts(kind=self.kind, organisation=organisation, **self.about())


class ProposalForm(AboutGroupForm):
    """A proposal as the office keeps it, and what everybody reads of it."""

    kind = SelectField(_l("Che cos'è"), choices=[SelectChoice(str(key), label) for key, label in KINDS.items()])
    organisation = StringField(
        _l("Ente o associazione"),
        filters=[one_line],
        validators=[Length(max=MAX_LINE)],
        description=_l("Mai il nome di una persona: questo campo non è cifrato."),
    )
    title = StringField(_l("Come si chiama, o si chiamerà"), filters=[one_line], validators=[Length(max=120)])
    public_text = TextAreaField(
        _l("Di che cosa si parlerà, per chi legge il sito"),
        filters=[plain_text],
        validators=[not_longer_than(MAX_PUBLIC)],
        render_kw={"rows": 5},
    )
    public_where = StringField(
        _l("Dove e quando, per quel che si sa"),
        filters=[one_line],
        validators=[Length(max=MAX_LINE)],
        description=_l("Per esempio: «a San Lazzaro, una sera ogni due settimane; il posto è da trovare»."),
    )
    published = BooleanField(_l("Si legge sul sito, tra i gruppi che stanno per nascere"))

    def validate_published(self, field: BooleanField) -> None:
        """What everybody reads has a name."""
        if field.data and not self.title.data:
            raise ValidationError(_("Per metterlo sul sito serve almeno il nome del gruppo."))

    def facts(self) -> ProposalFacts:
        """What it is about."""
        return ProposalFacts(kind=self.kind.data, organisation=self.organisation.data or "", **self.about())

    def public_words(self) -> PublicWords:
        """What everybody reads."""
        return PublicWords(
            title=self.title.data or "",
            public_text=self.public_text.data or "",
            public_where=self.public_where.data or "",
            published=bool(self.published.data),
        )


class StepForm(WebForm):
    """A step of a proposal: where to, on which day, why."""

    seen = HiddenField()
    to = RadioField(_l("Passa a"), validators=[DataRequired(_l("Scegliere a che punto è."))], validate_choice=False)
    day = DateField(_l("Giorno"), validators=[DataRequired(_l("Scrivere il giorno."))])
    reason = StringField(
        _l("Perché"),
        filters=[one_line],
        validators=[Length(max=MAX_REASON)],
        description=_l("Si legge solo in ufficio. Meglio senza nomi di persone."),
    )
    group_id = SelectField(_l("Se il gruppo è già in elenco"), coerce=chosen_id)

    lacks_name = False
    """Whether there are steps that wait for the name of the group."""

    def offer(self, proposal: Proposal, groups: list[Group]) -> None:
        """Give the steps there are from where the proposal is, and the groups it may already be."""
        stages = next_stages(proposal)
        nameless = [] if proposal.title else [stage for stage in stages if stage in NAMED]
        self.lacks_name = bool(nameless)
        self.to.choices = [SelectChoice(str(stage), MOVES[stage]) for stage in stages if stage not in nameless]
        new = SelectChoice("", _("No: aggiungilo ora, con il nome della proposta"))
        self.group_id.choices = [new, *(SelectChoice(str(group.id), group.name) for group in groups)]

    def validate_to(self, field: RadioField) -> None:
        """One of the steps there are; which ones may have changed since the page was read, the operation says."""
        if field.data and field.data not in list(Stage):
            raise ValidationError(_("Scegliere a che punto è."))

    def validate_reason(self, field: StringField) -> None:
        """What stops is stopped for a reason: whoever comes after will ask."""
        if self.to.data in {Stage.PAUSED, Stage.CLOSED} and not field.data:
            raise ValidationError(_("Scrivere perché si ferma: chi viene dopo lo vorrà sapere."))

    def validate_day(self, field: DateField) -> None:
        """What has not happened yet is not written down."""
        if isinstance(field.data, date) and field.data > today():
            raise ValidationError(_("Il giorno è nel futuro: si scrive un passo quando è stato fatto."))

    def step(self) -> Step:
        """The step, once the form is valid."""
        return Step(
            seen=self.seen.data or "",
            to=Stage(self.to.data),
            day=self.day.data or today(),
            reason=self.reason.data or "",
            group_id=self.group_id.data,
        )
