"""From a row of a register to a draft: names, tax code, dates, the place, how to reach them, the membership.

A cell that is not understood is told, with what stood there; a row is at fault only when it cannot be entered at all.
"""

from collections.abc import Mapping

from ama_net.features.members.importing.columns import FIELDS
from ama_net.features.members.importing.drafts import MemberDraft
from ama_net.features.members.importing.membership_cells import NOT_WRITTEN, read_day, read_membership
from ama_net.features.members.importing.values import called, several, split_name, why_wrong
from ama_net.features.members.importing.vocabulary import Vocabulary
from ama_net.foundation.clock import today
from ama_net.foundation.spreadsheets import SheetRow, is_formula
from ama_net.kernel.people.identifiers import (
    PERSON_TAX_CODE_LENGTH,
    InvalidIdentifier,
    check_email,
    check_phone,
    check_tax_code,
    tax_code_mismatch,
)
from ama_net.kernel.people.models import LONGEST_NAME
from ama_net.kernel.people.rules import OLDEST_BIRTH_YEAR

Cells = dict[str, str]
LONGEST_ODD_CODE = 40


def read_row(row: SheetRow, columns: Mapping[str, str], vocabulary: Vocabulary) -> MemberDraft:
    """What a row says; ``columns`` is the field of each column by its position."""
    draft = MemberDraft(row.number, row.cells)
    cells = _cells(row, columns, draft)
    _tax_code(draft, cells.get("tax_code", ""))
    _names(draft, cells)
    _birth(draft, cells, vocabulary)
    _address(draft, cells, vocabulary)
    _contacts(draft, cells)
    read_membership(draft, cells, vocabulary)
    return draft


def _cells(row: SheetRow, columns: Mapping[str, str], draft: MemberDraft) -> Cells:
    cells = {}
    for position, field in columns.items():
        place = int(position)
        value = row.cells[place] if place < len(row.cells) else ""
        if value and is_formula(value):
            draft.remark(str(FIELDS.get(field, field)), value, "è una formula: non viene letta")
        elif value:
            cells[field] = value
    return cells


def _tax_code(draft: MemberDraft, value: str) -> None:
    if not value:
        return
    try:
        draft.tax_code = check_tax_code(value)
    except InvalidIdentifier:
        draft.odd_tax_code = value[:LONGEST_ODD_CODE]
        draft.remark("Codice fiscale", value, f"{why_wrong(value)}: resta nelle note, da ricontrollare")


def _names(draft: MemberDraft, cells: Cells) -> None:
    family, given = cells.get("family_name", ""), cells.get("given_name", "")
    for field, first in (("family_and_given", True), ("given_and_family", False)):
        if field in cells and not family:
            family, given, remark = split_name(cells[field], draft.tax_code, family_first=first)
            if remark:
                draft.remark(str(FIELDS[field]), cells[field], remark)
    draft.family_name, draft.given_name = called(family), called(given)
    if not draft.list_name:
        draft.faults.append("manca il nome")
    elif max(len(family), len(given)) > LONGEST_NAME:
        draft.faults.append(f"il nome ha più di {LONGEST_NAME} lettere")
        draft.family_name, draft.given_name = family[:LONGEST_NAME], given[:LONGEST_NAME]
    if draft.tax_code and len(draft.tax_code) != PERSON_TAX_CODE_LENGTH and not given:
        draft.faults.append("sembra un ente e non una persona: aggiungilo a mano")


def _birth(draft: MemberDraft, cells: Cells, vocabulary: Vocabulary) -> None:
    born = read_day(draft, "birth_date", cells.get("birth_date", ""))
    if born and not born.year >= OLDEST_BIRTH_YEAR:
        draft.remark("Data di nascita", cells["birth_date"], f"{NOT_WRITTEN}: è troppo lontana")
    elif born and born > today():
        draft.remark("Data di nascita", cells["birth_date"], f"{NOT_WRITTEN}: è nel futuro")
    else:
        draft.birth_date = born
    place = cells.get("birth_place", "")[:100]
    town = vocabulary.town(place) if place else None
    draft.birth_place = town.name if town else place
    draft.birth_cadastral_code = town.cadastral_code if town else None
    if draft.tax_code:
        for warning in tax_code_mismatch(draft.tax_code, draft.given_name, draft.family_name, draft.birth_date):
            draft.remark("Codice fiscale", draft.tax_code, warning)


def _address(draft: MemberDraft, cells: Cells, vocabulary: Vocabulary) -> None:
    draft.street = cells.get("street", "")[:200]
    name, province = cells.get("municipality", "")[:100], cells.get("province", "").strip("() ").upper()
    postcode = cells.get("postcode", "").removeprefix("I-")
    postcode = postcode.zfill(5) if postcode.isdigit() else postcode
    if len(postcode) == 5 and postcode.isdigit():
        draft.postcode = postcode
    elif postcode:
        draft.remark("CAP", postcode, f"{NOT_WRITTEN}: ha cinque cifre")
    province = vocabulary.provinces.get(province, province)
    draft.province = province if len(province) == 2 and province.isalpha() and province.isascii() else ""
    town = vocabulary.town(name, draft.province) if name else None
    if town is None:
        draft.municipality = name
        if name:
            draft.remark("Comune", name, "non è tra i comuni d'Italia: resta come è scritto")
        return
    if draft.province and draft.province != town.province:
        draft.remark("Provincia", draft.province, f"{town.name} è in provincia di {town.province}: si scrive così")
    draft.municipality, draft.municipality_code, draft.province = town.name, town.istat_code, town.province


def _contacts(draft: MemberDraft, cells: Cells) -> None:
    for field, check, found in (
        ("mobile", check_phone, draft.phones),
        ("phone", check_phone, draft.phones),
        ("email", check_email, draft.emails),
        ("pec", check_email, draft.pecs),
    ):
        if value := cells.get(field, ""):
            for wrong in _read_several(value, check, found):
                draft.remark(str(FIELDS[field]), wrong, f"{NOT_WRITTEN}: non è un recapito che si può usare")


def _read_several(value: str, check: object, found: list[str]) -> list[str]:
    """Put what can be used in ``found``; gives back the rest. A cell is first tried whole: ``051/1234567`` is one number."""
    assert callable(check)
    wrong: list[str] = []
    for parts in ([value], several(value)):
        wrong = []
        for part in parts:
            try:
                good = check(part)
            except InvalidIdentifier:
                wrong.append(part)
                continue
            if good not in found:
                found.append(good)
        if not wrong:
            break
    return wrong
