"""What is written about votes: by the office that prepares and counts them, and by who votes."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from ama_net.features.members.meeting_words import MAJORITY_WORDS, VOTE_WORDS
from ama_net.features.members.models import Majority, Question, QuestionOption, VoteMode
from ama_net.features.members.operations.votes import QuestionFacts
from ama_net.features.members.vote_words import KIND_WORDS, option_words
from ama_net.foundation.web.forms import WebForm, plain_text, strip
from ama_net.kernel.people.forms.fields import choices

LONGEST_QUESTION, LONGEST_NAME, LONGEST_WHY = 4000, 120, 300
MOST_CANDIDATES, MOST_SEATS = 60, 30
BLANK = "bianca"


class QuestionForm(WebForm):
    """A vote, before it is opened."""

    text = TextAreaField(
        _l("Che cosa si vota"),
        [InputRequired(_l("Scrivere che cosa si vota.")), Length(max=LONGEST_QUESTION)],
        filters=[plain_text],
        description=_l("Le parole che stanno sulla scheda e nella delibera."),
    )
    kind = RadioField(_l("Tipo"), choices=choices(KIND_WORDS))
    mode = RadioField(
        _l("Come si vota"),
        choices=choices({mode: VOTE_WORDS[mode] for mode in (VoteMode.OPEN, VoteMode.SECRET)}),
        description=_l("Sulle persone si vota di solito in segreto: lo dice lo statuto."),
    )
    majority = SelectField(
        _l("Che cosa serve per approvare"),
        choices=choices({key: words for key, words in MAJORITY_WORDS.items() if key != Majority.MOST_VOTED}),
        description=_l("Per una proposta. In un'elezione valgono i più votati."),
    )
    candidates = TextAreaField(
        _l("Candidature"), filters=[plain_text], description=_l("Per un'elezione: un nome per riga.")
    )
    seats = IntegerField(
        _l("Posti da coprire"),
        [Optional(), NumberRange(1, MOST_SEATS)],
        description=_l("Per un'elezione: su ogni scheda si possono scegliere al massimo tanti nomi quanti i posti."),
    )

    def validate_candidates(self, field: Field) -> None:
        """An election needs names, each once."""
        names = self.names
        if self.kind.data != "election":
            return
        if not names:
            raise StopValidation(_("Serve almeno un nome."))
        if len({name.casefold() for name in names}) != len(names):
            raise StopValidation(_("Un nome è scritto due volte: aggiungere qualcosa che li distingua."))
        if len(names) > MOST_CANDIDATES or max(map(len, names)) > LONGEST_NAME:
            raise StopValidation(_("Sono troppi, o un nome è troppo lungo."))

    @property
    def names(self) -> tuple[str, ...]:
        """The candidates that were written."""
        return tuple(filter(None, (line.strip() for line in (self.candidates.data or "").splitlines())))

    def facts(self) -> QuestionFacts:
        """What was written, for the operation."""
        election = self.kind.data == "election"
        return QuestionFacts(
            text=self.text.data or "",
            mode=self.mode.data,
            majority=self.majority.data,
            seats=self.seats.data or 1 if election else 1,
            candidates=self.names if election else (),
        )


def question_values(question: Question) -> dict[str, Any]:
    """A vote as the form shows it."""
    names = ("text", "kind", "mode", "majority", "seats")
    candidates = "\n".join(option.label for option in question.options if option.label)
    return {**{name: getattr(question, name) for name in names}, "candidates": candidates}


class WhyForm(WebForm):
    """A reason."""

    why = StringField(
        _l("Perché"), [InputRequired(_l("Scrivere il motivo.")), Length(max=LONGEST_WHY)], filters=[strip]
    )


class TieForm(WebForm):
    """Who of those level is elected, and how it was decided."""

    chosen = SelectMultipleField(
        _l("Risulta eletto"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    how = StringField(
        _l("Come è stato deciso"),
        [InputRequired(_l("Scrivere come è stato deciso.")), Length(max=LONGEST_WHY)],
        filters=[strip],
        description=_l("Per esempio: la persona più anziana, come dice lo statuto; oppure un sorteggio."),
    )

    def offer(self, options: Iterable[QuestionOption]) -> None:
        """Fill the choice."""
        self.chosen.choices = [SelectChoice(str(option.id), option_words(option)) for option in options if option.tied]

    @property
    def picked(self) -> list[UUID]:
        """Who was chosen."""
        return [UUID(one) for one in self.chosen.data or []]


class BallotForm(WebForm):
    """A ballot: whose vote it is, and what it says. On a slip's ballot the code is written by hand."""

    vote_of = SelectField(_l("Quale voto dai"), validate_choice=True)
    code = StringField(
        _l("Il codice del foglietto"), [InputRequired(_l("Scrivi il codice che c'è sul foglietto."))], filters=[strip]
    )
    one = RadioField(_l("La tua scelta"))
    many = SelectMultipleField(
        _l("I nomi che voti"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    opened = HiddenField()

    def offer(self, question: Question, votes: list[tuple[str, str]] | None) -> None:
        """Show the options of a question; ``votes`` are those that may be cast here (None: by the code of a slip)."""
        options = [SelectChoice(str(option.id), option_words(option)) for option in question.options]
        if question.is_election and question.seats > 1:
            del self.one
            self.many.choices = options
            self.many.description = _(
                "Al massimo %(seats)s nomi. Se non ne scegli nessuno, la scheda è bianca.", seats=question.seats
            )
        else:
            del self.many
            blank = [SelectChoice(BLANK, _("Scheda bianca"))] if question.is_election else []
            self.one.choices = [*options, *blank]
        if votes is None:
            del self.vote_of
        else:
            del self.code
            self.vote_of.choices = [SelectChoice(value, words) for value, words in votes]

    @property
    def chosen(self) -> list[str]:
        """The options chosen; none is a blank ballot."""
        if "many" in self:
            return list(self.many.data or [])
        return [] if self.one.data in (BLANK, None) else [self.one.data]


class ReceiptForm(WebForm):
    """A receipt, to look for."""

    receipt = StringField(_l("Il tuo codice"), [InputRequired(_l("Scrivi il codice."))], filters=[strip])


def hands_written(question: Question, values: Any) -> dict[UUID, int] | None:
    """How many votes were counted for each option; None when one is not a whole number."""
    counted = {}
    for option in question.options:
        typed = (values.get(f"hands-{option.id}") or "0").strip()
        if not typed.isascii() or not typed.isdigit() or len(typed) > 5:
            return None
        counted[option.id] = int(typed)
    return counted
