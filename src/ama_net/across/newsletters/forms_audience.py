"""Whom a newsletter is for, as the office chooses it: parts to tick, and parts to leave out."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from wtforms import BooleanField, Form, FormField, RadioField, SelectMultipleField, StringField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from ama_net.across.newsletters.audience import Audience, Parts, Without
from ama_net.across.newsletters.audience_words import DONORS, MEMBERS, VOLUNTEERS, members_words
from ama_net.across.newsletters.audiences import faults_of
from ama_net.across.newsletters.models import Newsletter, NewsletterList, NewsletterState
from ama_net.features.members.models import MemberCategory, SavedFilter
from ama_net.foundation.database import db
from ama_net.foundation.web.forms import WebForm, not_longer_than, one_line
from ama_net.kernel.tenancy import current_tenant

LONGEST_NAME = 80
LATEST = 12
"""How many sent newsletters one may leave the readers of out."""


class Boxes(SelectMultipleField):
    """Several boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class PartsForm(Form):
    """Parts of an audience. Fields without choices are not shown."""

    lists = Boxes(_l("Liste"))
    members = Boxes(_l("Soci"))
    volunteers = Boxes(_l("Volontari"))
    donors = RadioField(_l("Chi dona"), default="")
    saved = Boxes(_l("Filtri salvati nell'elenco dei soci"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        rooms = current_tenant().identity.rooms
        self.lists.choices = _lists(confidential=False)
        self.members.choices = [*_words(MEMBERS), *_categories()] if rooms.members else []
        self.volunteers.choices = _words(VOLUNTEERS) if rooms.volunteers else []
        self.donors.choices = [("", _l("Nessuno in particolare")), *_words(DONORS)] if rooms.donations else [("", "")]
        self.saved.choices = _filters() if rooms.members else []

    def values(self) -> dict[str, Any]:
        """What was ticked."""
        return {
            name: self[name].data or ("" if name == "donors" else [])
            for name in ("lists", "members", "volunteers", "donors", "saved")
        }


class LeftOutForm(PartsForm):
    """Parts to leave out; also who was written another newsletter."""

    newsletters = Boxes(_l("Chi ha già ricevuto"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        nobody, *donors = self.donors.choices or [("", "")]
        self.donors.choices = [(nobody[0], _l("Non togliere nessuno")), *donors] if donors else [nobody]
        self.newsletters.choices = _sent()

    def values(self) -> dict[str, Any]:
        """What was ticked."""
        return {**super().values(), "newsletters": self.newsletters.data or []}


class AudienceForm(WebForm):
    """Whom a newsletter is for."""

    everybody = BooleanField(_l("Tutti quelli che ricevono la newsletter"))
    topics = Boxes(
        _l("Argomenti riservati"),
        description=_l(
            "Nessuno vede chi li ha scelti. Per questo si scelgono da soli, senza altro e senza togliere nessuno."
        ),
    )
    faults: Sequence[str] = ()
    some = FormField(PartsForm)
    without = FormField(LeftOutForm)

    def __init__(self, audience: Audience | None = None, **options: Any) -> None:
        super().__init__(data=_values(audience) if audience else None, **options)
        self.topics.choices = _lists(confidential=True)

    def audience(self) -> Audience:
        """What was chosen, in a form that was checked."""
        some = self.some.form.values()
        lists = [*some.pop("lists"), *(self.topics.data or [])]
        without = Without.model_validate(self.without.form.values())
        chosen = {"everybody": self.everybody.data, "lists": lists, **some, "without": without}
        return Audience.model_validate(chosen)

    def audience_so_far(self) -> Audience:
        """What was chosen, whatever else is wrong; nothing when a choice is not there any more."""
        try:
            return self.audience()
        except ValueError:
            return Audience()

    @property
    def audience_is_whole(self) -> bool:
        """Whether nobody is left out, so that part of the page may stay closed."""
        return not any(self.without.form.values().values())

    def validate(self, *args: Any, **options: Any) -> bool:
        """Whether it can be: every choice is there, and confidential lists are by themselves."""
        if not super().validate(*args, **options):
            return False
        self.faults = faults_of(self.audience())
        if self.topics.data:
            self.topics.errors = [*self.topics.errors, *self.faults]
        else:
            self.form_errors.extend(self.faults)
        return not self.faults


class SavedAudienceForm(AudienceForm):
    """An audience with a name, to use again."""

    name = StringField(
        _l("Nome"), [InputRequired(_l("Scrivere un nome.")), not_longer_than(LONGEST_NAME)], filters=[one_line]
    )


def _values(audience: Audience) -> dict[str, Any]:
    secret = {value for value, _label in _lists(confidential=True)}
    some = _of(audience)
    topics = [one for one in some["lists"] if one in secret]
    some["lists"] = [one for one in some["lists"] if one not in secret]
    left_out = {**_of(audience.without), "newsletters": [str(one) for one in audience.without.newsletters]}
    return {"everybody": audience.everybody, "topics": topics, "some": some, "without": left_out}


def _of(parts: Parts) -> dict[str, Any]:
    return {
        "lists": [str(one) for one in parts.lists],
        "members": list(parts.members),
        "volunteers": list(parts.volunteers),
        "donors": parts.donors,
        "saved": [str(one) for one in parts.saved],
    }


def _lists(*, confidential: bool) -> list[tuple[str, str]]:
    wanted = select(NewsletterList.id, NewsletterList.name).where(
        NewsletterList.confidential == confidential, NewsletterList.closed_at.is_(None)
    )
    return _pairs(wanted.order_by(NewsletterList.position, NewsletterList.name))


def _categories() -> list[tuple[str, str]]:
    wanted = select(MemberCategory.key, MemberCategory.label).order_by(MemberCategory.position, MemberCategory.label)
    return [(f"category:{key}", members_words(label)) for key, label in _pairs(wanted)]


def _filters() -> list[tuple[str, str]]:
    """Those the whole office shares: what one keeps for oneself is not of the association."""
    wanted = select(SavedFilter.id, SavedFilter.name).where(SavedFilter.shared)
    return _pairs(wanted.order_by(func.lower(SavedFilter.name), SavedFilter.id))


def _sent() -> list[tuple[str, str]]:
    """The last newsletters that left, but those of confidential lists."""
    left = Newsletter.state.in_((NewsletterState.SENT, NewsletterState.CANCELLED))
    wanted = select(Newsletter.id, Newsletter.subject).where(left, ~Newsletter.confidential)
    return _pairs(wanted.order_by(Newsletter.started_at.desc()).limit(LATEST))


def _pairs(statement: Any) -> list[tuple[str, str]]:
    return [(str(value), label) for value, label in db.session.execute(statement)]


def _words(words: dict[str, Any]) -> list[tuple[str, Any]]:
    return list(words.items())
