"""Lists that one may choose to receive: made, changed, closed for good or opened again. Their number is never given to another."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from ama_net.across.newsletters.models import NewsletterList
from ama_net.across.newsletters.models.subscribers import MOST_LISTS
from ama_net.across.newsletters.telling_words import tells
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, hold
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy import current_tenant_id


@dataclass(frozen=True)
class ListFacts:
    """What is said of a list."""

    name: str
    name_en: str = ""
    description: str = ""
    description_en: str = ""
    offered_first: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """All that who chooses it reads."""
        return (self.name, self.name_en, self.description, self.description_en)


def add_list(facts: ListFacts, *, confidential: bool, by: Actor) -> NewsletterList:
    """Offer one more list. Who may: SUBSCRIBERS_EDIT.

    ``confidential`` (it tells an interest) is said here and never changed: who chose it was promised that nobody sees it.

    Raises:
        WrongFact: the name is taken, its words tell an interest and it is not ``confidential``, or there have been as many lists
            as there may ever be.
    """
    hold(f"newsletters:lists:{current_tenant_id()}")
    _refuse_same_name(facts.name)
    if not confidential and tells(*facts.words):
        raise WrongFact("confidential", _l("Chi sceglie questa lista direbbe qualcosa di sé: falla riservata."))
    number = (db.session.scalar(select(func.max(NewsletterList.number))) or 0) + 1
    if number >= MOST_LISTS:
        raise WrongFact("name", _l("Le liste create finora sono 255, il massimo: riapri una di quelle chiuse."))
    made = NewsletterList(number=number, confidential=confidential, position=number)
    _write(made, facts)
    db.session.add(made)
    db.session.flush()
    record(by=by, verb="newsletter_list.added", subject=made)
    return made


def change_list(one: NewsletterList, facts: ListFacts, *, by: Actor) -> None:
    """Say something else of a list. Who may: as for ``add_list``.

    Raises:
        WrongFact: the name is taken, or the new words of one that is not confidential tell an interest.
    """
    hold(f"newsletters:lists:{current_tenant_id()}")
    _refuse_same_name(facts.name, but=one)
    if not one.confidential:
        _refuse_telling(facts, one)
    _write(one, facts)
    record(by=by, verb="newsletter_list.changed", subject=one)
    db.session.flush()


def close_list(one: NewsletterList, *, by: Actor) -> None:
    """Offer it no more; who chose it is not written about it, and has it again should it open. Who may: as for ``add_list``."""
    if one.closed_at is None:
        one.closed_at = now()
        record(by=by, verb="newsletter_list.closed", subject=one)
        db.session.flush()


def open_list(one: NewsletterList, *, by: Actor) -> None:
    """Offer it again. Who may: as for ``add_list``."""
    if one.closed_at is not None:
        one.closed_at = None
        record(by=by, verb="newsletter_list.opened", subject=one)
        db.session.flush()


def _refuse_same_name(name: str, but: NewsletterList | None = None) -> None:
    same = select(NewsletterList.id).where(func.lower(NewsletterList.name) == name.lower())
    if but is not None:
        same = same.where(NewsletterList.id != but.id)
    if db.session.scalar(same) is not None:
        raise WrongFact("name", _l("C'è già una lista con questo nome."))


def _refuse_telling(facts: ListFacts, one: NewsletterList) -> None:
    """Refuse new words that tell an interest, of a list whose readers are seen; what it said already stays."""
    for name in ("name", "name_en", "description", "description_en"):
        said = getattr(facts, name)
        if said != getattr(one, name) and tells(said):
            words = _l(
                "Chi sceglie questa lista direbbe qualcosa di sé: servono altre parole, o una lista riservata nuova."
            )
            raise WrongFact(name, words)


def _write(one: NewsletterList, facts: ListFacts) -> None:
    one.name, one.name_en = facts.name, facts.name_en
    one.description, one.description_en = facts.description, facts.description_en
    one.offered_first = facts.offered_first
