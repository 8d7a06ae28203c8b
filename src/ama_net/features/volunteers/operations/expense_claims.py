"""A claim from the volunteer to the office: sent, taken back, decided one expense at a time.

Order of locks: the person's expenses (advisory), the person, the claim, the number series, the letters.
"""

import hashlib
import json
from collections.abc import Mapping
from uuid import UUID

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.features.volunteers.models import ClaimState, ExpenseClaim, ExpenseItem, ExpenseRule, ExpenseWay
from ama_net.features.volunteers.operations.expense_holding import hold_claimants, hold_expenses
from ama_net.features.volunteers.operations.expense_items import is_late
from ama_net.features.volunteers.queries_expenses import claim_by_id, draft_of
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import next_number, record
from ama_net.kernel.correspondence import Channel, Direction, channel_of, open_entry, send_letter
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy import current_tenant

SERIES = "expenses"
_OWN = _l("Le proprie spese le approva un'altra persona.")
_WROTE = _l("Chi scrive o manda una nota spese al posto di un'altra persona non decide su quella nota.")
_CHANGED = _l("Nel frattempo la nota spese è cambiata: va riletta.")


def declaration_of(claim: ExpenseClaim) -> str:
    """What a volunteer declares in sending a claim; with expenses without a receipt, as the law wants it.

    D.Lgs. 117/2017 art. 17 c. 4; DPR 445/2000 art. 46 (the declaration) and 76 (who declares what is false).
    """
    words = str(
        _(
            "Dichiaro che queste spese le ho fatte davvero per l'attività di volontariato dell'associazione, e che nessun "
            "altro me le rimborsa."
        )
    )
    if any(item.way == ExpenseWay.SELF_CERTIFIED for item in claim.items):
        words += " " + str(
            _(
                "Quelle senza ricevuta le dichiaro ai sensi dell'art. 46 del DPR 445/2000, e so che chi dichiara il falso ne "
                "risponde anche penalmente (art. 76)."
            )
        )
    return words


def seen_of(claim: ExpenseClaim) -> str:
    """A print of what a page shows of a claim: another one when an expense, the declaration or its sending changed.

    The page's form carries it, so that nobody declares or approves what they did not see.
    """
    sent = claim.submitted_at.timestamp() if claim.submitted_at else ""
    shown = [declaration_of(claim), str(sent), *sorted(str(item.id) for item in claim.items)]
    return _digest("\n".join(shown))


def submit_claim(claim: ExpenseClaim, *, by: Actor, seen: str | None = None, iban: str = "", holder: str = "") -> None:
    """Send a claim to the office: it takes its number of the year, and no more expenses can be written in it.

    What is kept of the declaration is its print; ``seen`` is ``seen_of`` the page that was read, when there was one;
    without ``iban`` it is paid in cash or otherwise.

    Raises:
        WrongFact: it was sent already, there is nothing in it, it is too late for an expense, or it is not what was read.
    """
    _take(claim)
    if not claim.is_open:
        raise WrongFact("", _l("Questa nota spese è già stata mandata."))
    if not claim.items:
        raise WrongFact("", _l("Non c'è ancora nessuna spesa."))
    _check_seen(claim, seen)
    _check_terms(claim)
    if claim.number is None:
        year = today().year
        claim.number, claim.year = next_number(SERIES, year), year
    claim.state, claim.submitted_at, claim.submitted_by = ClaimState.SUBMITTED, now(), by.account_id
    claim.declared_digest = _digest(declaration_of(claim))
    claim.payee = json.dumps({"iban": iban, "holder": holder}, ensure_ascii=False) if iban else None
    db.session.flush()
    record(by=by, verb="expense_claim.sent", subject=claim, changes={"number": claim.number})


def take_back_claim(claim: ExpenseClaim, *, by: Actor) -> None:
    """Open a claim again, as long as nobody decided; it keeps its number.

    Raises:
        WrongFact: it was decided, or another claim is open.
    """
    _take(claim)
    if claim.state != ClaimState.SUBMITTED:
        raise WrongFact("", _l("Questa nota spese non si può più riprendere: è già stata decisa."))
    other = draft_of(claim.person_id)
    if other is not None:
        raise WrongFact("", _l("C'è già una nota aperta: va mandata o svuotata prima di riprendere questa."))
    claim.state, claim.submitted_at = ClaimState.DRAFT, None
    db.session.flush()
    record(by=by, verb="expense_claim.taken_back", subject=claim)


def not_to_decide(claim: ExpenseClaim, by: Actor) -> LazyString | None:
    """Why somebody may not decide on a claim: it is theirs, or they wrote or sent it in the place of whose it is."""
    if by.person_id is not None and by.person_id == claim.person_id:
        return _OWN
    wrote = {claim.submitted_by, *(item.created_by for item in claim.items)}
    return _WROTE if by.account_id is not None and by.account_id in wrote else None


def decide_claim(claim: ExpenseClaim, refused: Mapping[UUID, str], *, by: Actor, seen: str | None = None) -> None:
    """Approve a claim but for the expenses in ``refused`` (their ids and why); the volunteer is told.

    Nobody decides on their own expenses or on what they wrote for others (``not_to_decide``), nor on others than those
    of the page they saw (``seen_of``). What is refused counts no more in the limits.

    Raises:
        WrongFact: it is not waiting, somebody else is to decide, it is not what was seen, or no why of a refusal.
    """
    _take(claim)
    if claim.state != ClaimState.SUBMITTED:
        raise WrongFact("", _l("Su questa nota spese si è già deciso."))
    _check_seen(claim, seen)
    kept_out = not_to_decide(claim, by)
    if kept_out is not None:
        raise WrongFact("", kept_out)
    if any(not why.strip() for why in refused.values()):
        raise WrongFact("", _l("Di ogni spesa non accolta va scritto il perché: lo legge chi l'ha chiesta."))
    for item in claim.items:
        item.counts, item.refused_why = item.id not in refused, refused.get(item.id, "").strip()
    accepted = any(item.counts for item in claim.items)
    claim.state = ClaimState.APPROVED if accepted else ClaimState.REFUSED
    claim.decided_at, claim.decided_by = now(), by.account_id
    db.session.flush()
    verb = "expense_claim.approved" if accepted else "expense_claim.refused"
    record(by=by, verb=verb, subject=claim, changes={"refused": len(refused), "number": claim.number})
    _tell(claim, by=by)


def _check_terms(claim: ExpenseClaim) -> None:
    """Each expense is asked for within its own rule's term: a claim may have waited long since it was written."""
    terms = select(ExpenseItem.on_day, ExpenseRule.claim_days).join(ExpenseRule, ExpenseRule.id == ExpenseItem.rule_id)
    for day, days in db.session.execute(terms.where(ExpenseItem.claim_id == claim.id).order_by(ExpenseItem.on_day)):
        if is_late(day, days):
            said = {"day": f"{day:%d/%m/%Y}", "days": days}
            raise WrongFact(
                "", _("Per la spesa del %(day)s è passato troppo tempo, più di %(days)s giorni: va tolta.", **said)
            )


def _check_seen(claim: ExpenseClaim, seen: str | None) -> None:
    if seen is not None and seen != seen_of(claim):
        raise WrongFact("", _CHANGED)


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def _take(claim: ExpenseClaim) -> None:
    """The person's expenses, the person, then the claim, read anew with what is in it.

    Raises:
        WrongFact: its person was made one with another meanwhile: other expenses are to be held.
    """
    person_id = claim.person_id
    hold_expenses(person_id)
    hold_claimants([claim.id])
    db.session.refresh(claim, with_for_update={"of": ExpenseClaim})
    db.session.expire(claim, ["items"])
    claim_by_id(claim.id)
    if claim.person_id != person_id:
        raise WrongFact("", _CHANGED)


def _tell(claim: ExpenseClaim, *, by: Actor) -> None:
    entry = open_entry(Direction.OUT, subject=str(_("Rimborso spese")), by=by, kind="other")
    send_letter(
        "volunteers/expenses_decided",
        to=claim.person,
        context={
            "name": claim.person.given_name or claim.person.name,
            "number": claim.number_words,
            "accepted": claim.accepted_cents,
            "refused": claim.asked_cents - claim.accepted_cents,
            "paper": channel_of(claim.person) != Channel.EMAIL,
            "link": f"{current_tenant().base_url}/my/spese",
        },
        entry=entry,
        about=claim,
    )
