"""What is typed about a request to join: by the person who asks, and by the office that answers."""

from dataclasses import replace
from typing import ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, TextAreaField
from wtforms.validators import AnyOf, DataRequired

from ama_net.features.groups.join_words import CALLS, OUTCOMES
from ama_net.features.groups.models.join_requests import CallOutcome, CloseOutcome, Purpose
from ama_net.features.groups.operations.join_answers import OFFICE_OUTCOMES
from ama_net.features.groups.operations.join_requests import JoinWords
from ama_net.foundation.web.asking import honeypot
from ama_net.foundation.web.forms import WebForm, not_longer_than, plain_text
from ama_net.kernel.confiding import CallTime
from ama_net.kernel.confiding.forms import AGE_AND_CONSENT, ForWhomForm, PersonForm
from ama_net.kernel.people.forms.fields import choices

MAX_TEXT = 1000
MAX_ANSWER = 4000

WHO_ASKS = ("nickname", "contact", "answer_in_mail", "call_time")


class AskForm(PersonForm):
    """Somebody who asks about a group, and how they are to be answered."""

    purpose: ClassVar[Purpose] = Purpose.JOIN
    page_order: ClassVar[tuple[str, ...]] = WHO_ASKS + AGE_AND_CONSENT

    answer_in_mail = BooleanField(
        _l("Mandatemi la risposta dentro l'e-mail"),
        description=_l(
            "Se lasci un'e-mail e non lo scegli, il messaggio ha solo un link: così chi apre la tua posta non legge la risposta."
        ),
    )

    def words(self) -> JoinWords:
        """What was written, once it is valid."""
        return JoinWords(
            nickname=self.nickname.data or "",
            contact=self.checked_contact,
            contact_kind=self.contact_kind,
            call_time=self.call_time.data or CallTime.ANY,
            answer_in_mail=bool(self.answer_in_mail.data),
        )


class AskForWhomForm(AskForm, ForWhomForm):
    """The same, for oneself or for somebody else."""

    page_order: ClassVar[tuple[str, ...]] = ("for_whom", *WHO_ASKS, *AGE_AND_CONSENT)

    def words(self) -> JoinWords:
        """What was written, once it is valid."""
        return replace(super().words(), for_other=self.is_for_other)


class JoinForm(AskForWhomForm):
    """Asking to join: a name, one contact, and if wanted a few words."""

    page_order = ("for_whom", *WHO_ASKS, "message", "second_name", *AGE_AND_CONSENT)

    message = TextAreaField(
        _l("Se vuoi, due parole"),
        filters=[plain_text],
        validators=[not_longer_than(MAX_TEXT)],
        render_kw={"rows": 5},
    )
    second_name = honeypot()

    def words(self) -> JoinWords:
        """What was written, once it is valid."""
        return replace(super().words(), message=self.message.data or "")


class InterestForm(AskForWhomForm):
    """Asking to be told when a group starts: no words of one's own are needed, so none are asked."""

    purpose = Purpose.INTEREST


class MessageForm(WebForm):
    """One more message from the person who asked."""

    body = TextAreaField(
        _l("Il tuo messaggio"),
        filters=[plain_text],
        validators=[DataRequired(_l("Scrivi il messaggio prima di mandarlo.")), not_longer_than(MAX_TEXT)],
        render_kw={"rows": 5},
    )


class AnswerForm(WebForm):
    """The office's answer."""

    body = TextAreaField(
        _l("Risposta"),
        filters=[plain_text],
        validators=[DataRequired(_l("Scrivere la risposta prima di mandarla.")), not_longer_than(MAX_ANSWER)],
        render_kw={"rows": 10},
    )


class CallForm(WebForm):
    """What came of a call."""

    outcome = RadioField(
        _l("Com'è andata la chiamata?"),
        choices=choices(CALLS),
        validators=[AnyOf([one.value for one in CallOutcome], message=_l("Scegliere com'è andata la chiamata."))],
        validate_choice=False,
    )


class ClosingForm(WebForm):
    """How a request ends."""

    outcome = RadioField(
        _l("Come si chiude questa richiesta?"),
        choices=choices({outcome: OUTCOMES[outcome] for outcome in OFFICE_OUTCOMES}),
        validators=[
            AnyOf([one.value for one in OFFICE_OUTCOMES], message=_l("Scegliere come si chiude la richiesta."))
        ],
        validate_choice=False,
    )

    def chosen(self) -> CloseOutcome:
        """The outcome, once it is valid."""
        return CloseOutcome(self.outcome.data)
