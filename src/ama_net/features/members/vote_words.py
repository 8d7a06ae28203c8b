"""What pages and papers say of votes, in Italian first."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.features.members.models import (
    ConveningState,
    OptionKey,
    Question,
    QuestionKind,
    QuestionOption,
    QuestionState,
    RightState,
)

OPTION_WORDS: dict[str, LazyString] = {
    OptionKey.IN_FAVOUR: _l("A favore"),
    OptionKey.AGAINST: _l("Contro"),
    OptionKey.ABSTAIN: _l("Mi astengo"),
}
TALLY_WORDS: dict[str, LazyString] = {
    OptionKey.IN_FAVOUR: _l("Favorevoli"),
    OptionKey.AGAINST: _l("Contrari"),
    OptionKey.ABSTAIN: _l("Astenuti"),
}
KIND_WORDS: dict[str, LazyString] = {
    QuestionKind.MOTION: _l("Proposta da approvare"),
    QuestionKind.ELECTION: _l("Elezione"),
}
QUESTION_STATES: dict[str, LazyString] = {
    QuestionState.DRAFT: _l("Da aprire"),
    QuestionState.OPEN: _l("Si vota"),
    QuestionState.CLOSED: _l("Chiuso, da proclamare"),
    QuestionState.PROCLAIMED: _l("Proclamato"),
    QuestionState.ANNULLED: _l("Annullato"),
}
QUESTION_KINDS: dict[str, str] = {
    QuestionState.DRAFT: "neutral",
    QuestionState.OPEN: "ok",
    QuestionState.CLOSED: "warn",
    QuestionState.PROCLAIMED: "ok",
    QuestionState.ANNULLED: "danger",
}
RIGHT_WORDS: dict[str, LazyString] = {
    RightState.ISSUED: _l("Non ha ancora votato"),
    RightState.USED: _l("Ha votato"),
    RightState.UNUSED: _l("Non ha votato"),
    RightState.VOID: _l("Codice annullato"),
}
CONVENING_WORDS: dict[str, LazyString] = {
    ConveningState.OPEN: _l("Si raccolgono le firme"),
    ConveningState.REACHED: _l("Firme raggiunte: va convocata"),
    ConveningState.CONVENED: _l("Assemblea convocata"),
    ConveningState.WITHDRAWN: _l("Ritirata"),
    ConveningState.EXPIRED: _l("Scaduta"),
}
CONVENING_KINDS: dict[str, str] = {
    ConveningState.OPEN: "info",
    ConveningState.REACHED: "warn",
    ConveningState.CONVENED: "ok",
    ConveningState.WITHDRAWN: "neutral",
    ConveningState.EXPIRED: "neutral",
}

REFUSALS: dict[str, LazyString] = {
    "another_open": _l("C'è già un altro voto aperto: va chiuso prima di aprirne un altro."),
    "choice": _l("La scelta non è fra quelle della scheda. Ricarica la pagina."),
    "choose_one": _l("Scegli una risposta."),
    "counted_by_hand": _l(
        "I voti in sala sono già stati contati tutti per alzata di mano: prima va corretta la conta."
    ),
    "gone": _l("Questo voto non c'è più."),
    "is_annulled": _l("Il voto è stato annullato. La tua scelta non è stata registrata."),
    "is_closed": _l("Il voto è chiuso. La tua scelta non è stata registrata."),
    "is_open": _l("Il voto è già aperto: non si può più cambiare."),
    "is_proclaimed": _l("Il voto è chiuso e proclamato. Nulla è stato registrato."),
    "meeting_not_open": _l("La riunione non è in corso."),
    "meeting_over": _l("La riunione è finita: non si possono aggiungere voti."),
    "no_tie": _l("Qui non c'è nessuna parità da risolvere."),
    "nobody_here": _l("Non risulta presente nessuna persona con diritto di voto."),
    "no_slips": _l(
        "Nessun codice da stampare fra quelli scelti: chi li usa non è in sala di persona, o ha già votato."
    ),
    "not_here": _l("Questa persona non risulta presente, né rappresentata con una delega."),
    "not_open_yet": _l("Il voto non è ancora aperto."),
    "not_secret": _l("Questo voto è palese."),
    "not_yours": _l("Questo voto non spetta a te."),
    "say_how": _l("Serve dire come è stata decisa la parità."),
    "seats_left": _l("Va scelto il numero giusto di persone per i posti rimasti."),
    "secret": _l("Questo voto è segreto: si vota solo con la scheda."),
    "tie": _l("C'è una parità: va detto prima chi risulta eletto e come è stato deciso."),
    "token": _l("Il codice non è valido, o è già stato usato. Nessuna scheda è stata aggiunta."),
    "too_many": _l("Hai scelto più nomi dei posti disponibili."),
    "too_many_hands": _l("I voti contati sono più di quelli presenti: ricontare."),
    "used": _l("Con questo codice si è già votato: la scheda è nell'urna e non si può ritirare."),
}


def vote_refusal(reason: str) -> str:
    """Why something was refused, in words."""
    return str(REFUSALS.get(reason, REFUSALS["gone"]))


def option_words(option: QuestionOption) -> str:
    """An option as the ballot says it."""
    return option.label or str(OPTION_WORDS[option.key])


def tally_words(option: QuestionOption) -> str:
    """An option as the count says it."""
    return option.label or str(TALLY_WORDS[option.key])


def outcome_words(question: Question) -> LazyString:
    """What came of a vote that was counted, in two words."""
    if question.is_election:
        return _l("Elezione valida") if question.carried else _l("Nessuna persona eletta")
    return _l("Approvata") if question.carried else _l("Non approvata")
