"""What a campaign can be: its facts as they are given, and which cannot be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.features.donations.models import Campaign
from ama_net.foundation.money import LARGEST_CENTS
from ama_net.foundation.text import fold
from ama_net.kernel.payments import FundKind
from ama_net.kernel.people import WrongFact

LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_BODY = 120, 300, 20_000

GIFTS, USUAL, OCCASIONAL = "A.E4", "C.E1", "C.E2"

ITEM_WORDS: dict[str, LazyString] = {
    GIFTS: _l("Donazioni per l'attività dell'associazione"),
    USUAL: _l("Raccolta fondi abituale"),
    OCCASIONAL: _l("Raccolta fondi occasionale: chiede un rendiconto a parte"),
}
"""Where the gifts of a campaign stand in the cash statement (DM 5 March 2020, all. 1)."""


@dataclass(frozen=True)
class CampaignFacts:
    """What a campaign is, as ``Campaign`` has it, and the days of its fund."""

    title: str
    first_day: date
    last_day: date | None = None
    title_en: str = ""
    summary: str = ""
    summary_en: str = ""
    body: str = ""
    body_en: str = ""
    goal_cents: int | None = None
    shows_progress: bool = True
    item: str = GIFTS


def fund_kind(item: str) -> FundKind:
    """Why the money of a campaign is followed apart: an occasional fundraising has a statement of its own."""
    return FundKind.EVENT if item == OCCASIONAL else FundKind.CAMPAIGN


def check_campaign(facts: CampaignFacts, others: Sequence[Campaign]) -> None:
    """Whether a campaign can be so, beside the others.

    Raises:
        WrongFact: a fact cannot be, or another has this title.
    """
    if not facts.title.strip() or len(facts.title) > LONGEST_TITLE:
        raise WrongFact("title", _l("Serve un titolo, al massimo di 120 lettere."))
    if fold(facts.title) in {fold(one.title) for one in others}:
        raise WrongFact("title", _l("C'è già una campagna con questo titolo."))
    if len(facts.title_en) > LONGEST_TITLE or max(map(len, (facts.summary, facts.summary_en))) > LONGEST_SUMMARY:
        raise WrongFact("summary", _l("È troppo lungo: al massimo 300 lettere."))
    if max(map(len, (facts.body, facts.body_en))) > LONGEST_BODY:
        raise WrongFact("body", _l("È troppo lungo: al massimo 20.000 lettere."))
    if facts.goal_cents is not None and not 0 < facts.goal_cents <= LARGEST_CENTS:
        raise WrongFact("goal", _l("Serve un obiettivo maggiore di zero; senza obiettivo si lascia vuoto."))
    if facts.last_day is not None and facts.last_day < facts.first_day:
        raise WrongFact("last_day", _l("La fine non può essere prima dell'inizio."))
    if facts.item not in ITEM_WORDS:
        raise WrongFact("item", _l("Scegliere una delle voci."))
