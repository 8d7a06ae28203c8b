"""How the states of a request are said: to the office, and to the person who asked."""

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.groups.models.join_requests import (
    CallOutcome,
    CloseOutcome,
    JoinRequest,
    JoinState,
    Purpose,
)
from ama_net.features.groups.models.proposals import Stage
from ama_net.features.groups.proposal_words import KINDS

STATES: dict[str, LazyString] = {
    JoinState.NEW: _l("Da leggere"),
    JoinState.REPLIED: _l("Ha scritto ancora"),
    JoinState.ANSWERED: _l("Con risposta"),
    JoinState.CLOSED: _l("Chiusa"),
}

STATE_KINDS: dict[str, str] = {
    JoinState.NEW: "warn",
    JoinState.REPLIED: "warn",
    JoinState.ANSWERED: "ok",
    JoinState.CLOSED: "neutral",
}
"""Which badge a state has (templates/components/badge.html)."""

PURPOSES: dict[str, LazyString] = {
    Purpose.JOIN: _l("Chiede di partecipare"),
    Purpose.PROPOSE: _l("Propone un gruppo o segnala un bisogno"),
    Purpose.INTEREST: _l("Aspetta che un gruppo parta"),
}

CALLS: dict[str, LazyString] = {
    CallOutcome.SPOKE: _l("Ci siamo parlati"),
    CallOutcome.NO_ANSWER: _l("Non risponde"),
    CallOutcome.CALL_AGAIN: _l("Da richiamare"),
}

OUTCOMES: dict[str, LazyString] = {
    CloseOutcome.POINTED_TO_GROUP: _l("Accompagnata a un gruppo"),
    CloseOutcome.OTHER_SERVICE: _l("Indirizzata a un altro servizio"),
    CloseOutcome.NO_ANSWER: _l("Non siamo riusciti a parlarci"),
    CloseOutcome.CHANGED_MIND: _l("Ha cambiato idea"),
    CloseOutcome.OTHER: _l("Altro"),
    CloseOutcome.WITHDRAWN: _l("Ritirata da chi l'ha scritta"),
    CloseOutcome.QUIET: _l("Chiusa da sola, senza novità"),
    CloseOutcome.UNANSWERED: _l("Chiusa da sola, senza risposta nostra"),
    CloseOutcome.STARTED: _l("Il gruppo è partito"),
    CloseOutcome.NOT_STARTED: _l("Il gruppo non è partito"),
}

TO_THE_PERSON: dict[str, tuple[LazyString, LazyString]] = {
    JoinState.NEW: (
        _l("La tua richiesta è arrivata"),
        _l("Nessuno l'ha ancora letta, o non ha ancora risposto."),
    ),
    JoinState.REPLIED: (
        _l("Il tuo messaggio è arrivato"),
        _l("Ora tocca a noi rispondere: torna a guardare questa pagina."),
    ),
    JoinState.ANSWERED: (
        _l("Ti abbiamo risposto"),
        _l("Se c'è una risposta scritta la trovi qui sotto."),
    ),
    JoinState.CLOSED: (
        _l("La richiesta è chiusa"),
        _l("Puoi sempre chiederci di partecipare di nuovo."),
    ),
}
"""Title and sentence of a state, on the person's own page."""

TO_WHO_WAITS = (
    _l("Ti avvisiamo noi"),
    _l("Quando c'è qualche novità sul gruppo te lo facciamo sapere. Intanto non devi fare niente."),
)
"""The same, for who has asked to be told that a group starts and has not written anything else."""

NEWS: dict[str, LazyString] = {
    Stage.IDEA: _l("Il gruppo è ancora un'idea: stiamo sentendo chi verrebbe."),
    Stage.GATHERING: _l("Stiamo ancora cercando le persone per cominciare."),
    Stage.VENUE: _l("C'è un posto dove incontrarsi: manca poco."),
    Stage.STARTING: _l("Il gruppo sta per partire."),
    Stage.ACTIVE: _l("Il gruppo è partito."),
    Stage.PAUSED: _l("Il gruppo si è fermato per un po'."),
    Stage.CLOSED: _l("Il gruppo per ora non c'è. Se vuoi, parliamone: forse ce n'è un altro."),
}
"""What has become of a group that somebody waits for, on their own page."""


def leads_to(request: JoinRequest) -> str:
    """What a request is for, as the office's lists show it: the group's name, or what the proposal is about."""
    if request.proposal is not None:
        about = request.proposal.theme.label if request.proposal.theme else ""
        return request.proposal.title or " · ".join(filter(None, (str(KINDS[request.proposal.kind]), about)))
    return request.group.name if request.group else _("Gruppo non più in elenco")
