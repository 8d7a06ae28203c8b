"""How the stages of a group that is being born are said, in the office and to the public."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.features.groups.models.proposals import ProposalKind, Stage

KINDS: dict[str, LazyString] = {
    ProposalKind.PROPOSAL: _l("Proposta di gruppo"),
    ProposalKind.NEED: _l("Bisogno segnalato"),
}

STAGES: dict[str, LazyString] = {
    Stage.IDEA: _l("Idea"),
    Stage.GATHERING: _l("Si cercano persone"),
    Stage.VENUE: _l("C'è un posto"),
    Stage.STARTING: _l("Sta per partire"),
    Stage.ACTIVE: _l("Attivo"),
    Stage.PAUSED: _l("In pausa"),
    Stage.CLOSED: _l("Chiuso"),
}

STAGE_KINDS: dict[str, str] = {
    Stage.IDEA: "neutral",
    Stage.GATHERING: "info",
    Stage.VENUE: "info",
    Stage.STARTING: "warn",
    Stage.ACTIVE: "ok",
    Stage.PAUSED: "neutral",
    Stage.CLOSED: "neutral",
}
"""Which badge a stage has (templates/components/badge.html)."""

MOVES: dict[str, LazyString] = {
    Stage.IDEA: _l("È di nuovo un'idea"),
    Stage.GATHERING: _l("Si cercano le persone"),
    Stage.VENUE: _l("C'è un posto dove incontrarsi"),
    Stage.STARTING: _l("Sta per partire: si annuncia sul sito"),
    Stage.ACTIVE: _l("È attivo: ha la sua pagina fra i gruppi"),
    Stage.PAUSED: _l("È in pausa"),
    Stage.CLOSED: _l("Si chiude"),
}

PUBLIC_STAGES: dict[str, LazyString] = {
    Stage.GATHERING: _l("Cerchiamo altre persone"),
    Stage.VENUE: _l("C'è già un posto"),
    Stage.STARTING: _l("Sta per partire"),
}
"""What everybody reads of where a group is, before it has its own page."""
