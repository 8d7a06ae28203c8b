"""What a row says of the membership: number, dates, category, how it ended, fees paid, notes."""

import re
from datetime import date, timedelta

from ama_net.features.members.importing.columns import FIELDS
from ama_net.features.members.importing.drafts import MemberDraft
from ama_net.features.members.importing.values import NotPlain, day_of
from ama_net.features.members.importing.vocabulary import Vocabulary
from ama_net.features.members.membership_rules import OLDEST_ADMISSION_YEAR
from ama_net.features.members.models import EndReason
from ama_net.foundation.clock import today
from ama_net.foundation.text import fold

NOT_WRITTEN = "non viene scritto"
MOST_NUMBER = 10_000_000
LONGEST_NOTE = 2_000

_REASONS = {
    EndReason.DEATH: ("dece", "morto", "morta", "morte", "defunt"),
    EndReason.EXCLUSION: ("esclus", "espuls", "radiat"),
    EndReason.LAPSE: ("decad", "moros", "mancat", "non ha pagato", "non paga", "non rinnov"),
    EndReason.WITHDRAWAL: ("recess", "dimiss", "dimess", "rinunc", "trasfer", "volontar"),
    EndReason.MISTAKE: ("error", "doppi"),
}
_PAID = {"si", "s", "x", "ok", "pagata", "pagato", "versata", "versato", "yes", "v", "1"}
_NOT_PAID = {"no", "n", "-", "0", "non pagata", "non pagato", "non versata", "da pagare"}
_AMOUNT = re.compile(r"(?:€|eur|euro)?\s*(\d{1,5})(?:[.,](\d{1,2}))?\s*(?:€|eur|euro)?")


def read_membership(draft: MemberDraft, cells: dict[str, str], vocabulary: Vocabulary) -> None:
    """Read the cells about the membership into the draft, with remarks and faults."""
    _number(draft, cells.get("number", ""))
    draft.resolution = cells.get("resolution", "")[:200]
    _category(draft, cells.get("category", ""), vocabulary)
    _dates(draft, cells, vocabulary)
    _end(draft, cells)
    draft.note = cells.get("note", "")[:LONGEST_NOTE]
    for field, value in cells.items():
        if field.startswith("fee:"):
            _fee(draft, field.removeprefix("fee:"), value)


def read_day(draft: MemberDraft, field: str, value: str) -> date | None:
    """A day of a cell; what is no day is remarked and left out."""
    if not value:
        return None
    try:
        day, remark = day_of(value)
    except NotPlain as error:
        draft.remark(str(FIELDS[field]), value, f"{NOT_WRITTEN}: {error}")
        return None
    if remark:
        draft.remark(str(FIELDS[field]), value, remark)
    return day


def _number(draft: MemberDraft, value: str) -> None:
    digits = re.sub(r"^n[.°º\s]*", "", value.lower()).strip()
    if digits.isdecimal() and 0 < int(digits) < MOST_NUMBER:
        draft.number = int(digits)
    elif value:
        draft.remark("Numero di socio", value, "non è un numero: riceve il primo libero")


def _category(draft: MemberDraft, value: str, vocabulary: Vocabulary) -> None:
    found = vocabulary.category(value)
    draft.category_id = str(found or vocabulary.default_category)
    if value and found is None:
        draft.remark("Categoria", value, "non è tra le categorie: entra in quella scelta per chi non ce l'ha")


def _dates(draft: MemberDraft, cells: dict[str, str], vocabulary: Vocabulary) -> None:
    draft.applied_on = read_day(draft, "applied_on", cells.get("applied_on", ""))
    admitted = read_day(draft, "admitted_on", cells.get("admitted_on", ""))
    if admitted is None and vocabulary.admitted_on is not None:
        admitted = vocabulary.admitted_on
        draft.remark(
            "Data di ammissione", cells.get("admitted_on", ""), f"si usa il giorno scelto: {admitted:%d/%m/%Y}"
        )
    draft.admitted_on = admitted
    if admitted is None:
        draft.faults.append("manca la data di ammissione")
    elif admitted > today():
        draft.faults.append("la data di ammissione è nel futuro")
    elif admitted.year < OLDEST_ADMISSION_YEAR:
        draft.faults.append("la data di ammissione è troppo lontana")
    elif draft.birth_date and admitted < draft.birth_date:
        draft.faults.append("la data di ammissione viene prima della nascita")
    if draft.applied_on and admitted and draft.applied_on > admitted:
        draft.remark("Data della domanda", cells["applied_on"], f"{NOT_WRITTEN}: viene dopo l'ammissione")
        draft.applied_on = None


def _end(draft: MemberDraft, cells: dict[str, str]) -> None:
    """Who left must not come in as a member: an exit that is not clear is a fault and not a remark."""
    when, why = cells.get("ended_on", ""), cells.get("end_reason", "")
    if not when:
        if why:
            draft.faults.append("c'è il motivo dell'uscita e non la data")
        return
    try:
        draft.ended_on, remark = day_of(when)
    except NotPlain as error:
        draft.faults.append(f"la data di uscita «{when[:40]}» {error}")
        return
    if remark:
        draft.remark("Data di uscita", when, remark)
    draft.end_reason = _reason(why)
    if draft.end_reason is None:
        draft.end_reason = EndReason.WITHDRAWAL.value
        draft.remark("Motivo dell'uscita", why, "non si capisce o manca: si scrive «recesso»")
    if draft.admitted_on and draft.ended_on < draft.admitted_on:
        draft.faults.append("la data di uscita viene prima dell'ammissione")
    soon = today() if draft.end_reason == EndReason.DEATH else today() + timedelta(days=366)
    if draft.ended_on > soon:
        draft.faults.append("la data di uscita è nel futuro")


def _reason(why: str) -> str | None:
    word = fold(why)
    return next((reason.value for reason, roots in _REASONS.items() if any(root in word for root in roots)), None)


def _fee(draft: MemberDraft, year: str, value: str) -> None:
    word = fold(value)
    if word in _PAID:
        draft.fees[year] = "pagata"
    elif word in _NOT_PAID:
        draft.fees[year] = "non pagata"
    elif match := _AMOUNT.fullmatch(word):
        draft.fees[year] = f"{match[1]},{(match[2] or '').ljust(2, '0')} €"
    else:
        draft.remark(f"Quota {year}", value, f"{NOT_WRITTEN}: non si capisce se è stata pagata")
