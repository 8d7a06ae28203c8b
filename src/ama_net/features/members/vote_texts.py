"""The sentences of a result: for resolutions and minutes. Whoever calls sets the language (papers are in Italian)."""

from flask_babel import gettext as _
from flask_babel import ngettext

from ama_net.features.members.models import Question, QuestionState
from ama_net.features.members.vote_words import option_words, outcome_words, tally_words


def result_lines(question: Question) -> list[str]:
    """How a vote went, a sentence a line: who could vote, what was counted, what came of it."""
    lines = [_votes_line(question), *_count_lines(question)]
    if question.is_election and question.carried:
        lines += _elected_lines(question)
    else:
        lines.append(_("Esito: %(outcome)s.", outcome=str(outcome_words(question)).lower()))
    return lines


def resolution_text(question: Question) -> str:
    """What the organ has decided, with the figures of the vote."""
    return "\n".join([question.text, *result_lines(question)])


def annulled_line(question: Question) -> str:
    """A vote that does not count."""
    line: str = _("Questo voto è stato annullato e non vale: %(why)s", why=question.annulled_why)
    return line


def looks_back(question: Question) -> bool:
    """Whether a vote is over and belongs in the minutes."""
    return question.is_counted or question.state == QuestionState.ANNULLED


def reveals_everybody(question: Question) -> bool:
    """Whether a secret result tells what each voted: all alike, or all but one (who knows their own)."""
    if not question.is_secret or not question.is_counted or question.cast == 0 or question.is_election:
        return False
    return max(option.votes for option in question.options) >= question.cast - (question.cast > 2)


def _votes_line(question: Question) -> str:
    way = _("a scrutinio segreto") if question.is_secret else _("con voto palese")
    line: str = _(
        "Si vota %(way)s: voti presenti %(present)s su %(entitled)s, voti espressi %(cast)s.",
        way=way,
        present=question.present,
        entitled=question.entitled,
        cast=question.cast,
    )
    return line


def _count_lines(question: Question) -> list[str]:
    counts = [f"{tally_words(option)}: {option.votes}" for option in question.options]
    if question.is_election:
        counts.append(_("Schede bianche: %(count)s", count=question.blank))
    return ["; ".join(counts) + "."]


def _elected_lines(question: Question) -> list[str]:
    names = [option_words(option) for option in question.options if option.elected]
    seats = ngettext("%(num)s posto", "%(num)s posti", question.seats)
    lines = [_("Risultano eletti, per %(seats)s: %(names)s.", seats=seats, names=", ".join(names))]
    tied = [option_words(option) for option in question.options if option.tied]
    if tied:
        lines = [_("A pari voti per l'ultimo posto: %(names)s.", names=", ".join(tied))]
        if question.settled_how:
            lines.append(_("La parità è stata risolta così: %(how)s", how=question.settled_how))
            lines.append(_("Risultano eletti, per %(seats)s: %(names)s.", seats=seats, names=", ".join(names)))
    return lines
