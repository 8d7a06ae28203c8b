"""A bank's statement of 10,000 lines: read, matched, recorded; how many whole references are found, how many are wrong.

Among the lines 1,000 quote a gift's reference as people write it (split, lower-cased, spaced); 200 quote it mangled, 200 do
not quote it, 300 only look like somebody's gift (the same amount, or the same surname). What counts is what was recorded
without anybody looking: each movement against the gift its line was made for.
"""

import json
import random
import sys
import time
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from ama_net.features.donations.donor_facts import DonorFacts
from ama_net.features.donations.models import Gift
from ama_net.features.donations.operations.gifts import Giving, ask_gift
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.money import plain_amount
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.payments import BankAccount, Payment, PaymentWay, StatementImport, StatementLine
from ama_net.kernel.payments.operations.recording_lines import record_certain
from ama_net.kernel.payments.operations.statements import import_statement
from benchmarks.bed import Bed
from benchmarks.hands import association, in_a_process, make_app, tenant_called
from benchmarks.report import Row

SLUG = "ferrara"
LINES = 10_000
INTACT, MANGLED, ABSENT, DECOYS = 1_000, 200, 200, 300
STEP = 500
IBAN = "SM86U0322509800000000270100"
SURNAMES = ("Dellisola", "Ippogrifo", "Claramonte", "Fontanarossa", "Lungofiume", "Trebisonda")


def statement(bed: Bed) -> list[Row]:
    """The share of whole references recorded, what was recorded wrongly, the seconds of it all."""
    told = in_a_process(bed, "benchmarks.donations_matching", str(LINES))
    note = (
        f"lettura {told['reading']:.1f} s, abbinamento e registrazione di {INTACT} versamenti {told['recording']:.1f} s; "
        f"fra le righe {MANGLED} con il codice guasto, {ABSENT} senza, {DECOYS} che somigliano"
    )
    return [
        Row("donations.matched_share", told["right"] / INTACT, "quota", note=f"{told['right']} su {INTACT}"),
        Row("donations.wrong_matches", told["wrong"], "abbinamenti"),
        Row("donations.statement_10000_s", told["reading"] + told["recording"], "s", note=note),
    ]


def _run(lines: int) -> dict[str, Any]:
    app = make_app()
    tenant = tenant_called(app, SLUG)
    dice = random.Random(7)
    with association(app, tenant), unit_of_work():
        gifts = [_ask(number, dice) for number in range(INTACT + MANGLED + ABSENT + DECOYS)]
        written, truth = _statement(gifts, lines, dice)
        account = BankAccount(label="Prova", holder="Prova", iban=IBAN, used_for="none")
        db.session.add(account)
        db.session.flush()
        account_id = account.id
    began = time.perf_counter()
    with association(app, tenant), unit_of_work():
        account = db.session.get_one(BankAccount, account_id)
        import_id = import_statement(account, written, "movimenti.csv", by=SYSTEM).id
    reading = time.perf_counter() - began
    while _step(app, tenant, import_id):
        pass
    recording = time.perf_counter() - began - reading
    with association(app, tenant):
        return {"reading": reading, "recording": recording, **_judge(import_id, truth)}


def _step(app: Any, tenant: UUID, import_id: UUID) -> int:
    with association(app, tenant), unit_of_work():
        _done, left = record_certain(db.session.get_one(StatementImport, import_id), by=SYSTEM, most=STEP)
    return left


def _ask(number: int, dice: random.Random) -> Gift:
    donor = DonorFacts(f"Prova{number}", dice.choice(SURNAMES), email=f"prova{number}@donatori.example")
    gift = ask_gift(Giving(dice.choice((1000, 2000, 2500, 5000, 10_000)), PaymentWay.TRANSFER, donor), by=SYSTEM)
    assert isinstance(gift, Gift)
    gift.created_at -= timedelta(days=40)
    return gift


def _statement(gifts: list[Gift], lines: int, dice: random.Random) -> tuple[bytes, dict[str, UUID]]:
    """The file as a bank writes it, and which gift each line quotes whole: by the number that is in its text."""
    rows: list[tuple[str, int]] = []
    truth: dict[str, UUID] = {}
    for number, gift in enumerate(gifts):
        mark = f"OP{number:05d}X"
        if number < INTACT:
            truth[mark] = gift.id
            rows.append(
                (f"{mark} BONIFICO A VOSTRO FAVORE {_as_people_write(gift.reference, dice)}", gift.amount_cents)
            )
        elif number < INTACT + MANGLED:
            rows.append((f"{mark} BONIFICO {_mangled(gift.reference, dice)}", gift.amount_cents))
        elif number < INTACT + MANGLED + ABSENT:
            rows.append((f"{mark} BONIFICO DA {gift.asked_facts['given_name']} offerta", gift.amount_cents))
        else:
            words = gift.asked_facts["family_name"] if dice.random() < 0.5 else "pagamento"
            rows.append((f"{mark} BONIFICO {words} AMA", gift.amount_cents))
    rows += [(f"PAGAMENTO POS {number} AMA MARKET", -dice.randint(100, 90_000)) for number in range(lines - len(rows))]
    dice.shuffle(rows)
    day = today() - timedelta(days=30)
    text = ["Data;Valuta;Causale;Descrizione;Importo;Divisa"]
    text += [_row(day + timedelta(days=place * 29 // len(rows)), *row) for place, row in enumerate(rows)]
    return "\n".join(text).encode(), truth


def _row(day: date, words: str, cents: int) -> str:
    sign = "-" if cents < 0 else "+"
    return f'"{day:%d/%m/%Y}";"{day:%d/%m/%Y}";"48";"{words}";"{sign}{plain_amount(abs(cents))}";"EUR"'


def _as_people_write(reference: str, dice: random.Random) -> str:
    ways = (
        lambda text: text,
        lambda text: text.lower(),
        lambda text: text.replace("-", ""),
        lambda text: " ".join(text.replace("-", "")),
        lambda text: text.replace("-", " - "),
        lambda text: f"{text[:6]} {text[6:]}",
        lambda text: f"erogazione liberale{text}grazie",
    )
    return dice.choice(ways)(reference)


def _mangled(reference: str, dice: random.Random) -> str:
    letters = list(reference.replace("-", ""))
    place = dice.randrange(3, len(letters))
    if dice.random() < 0.5:
        letters[place] = dice.choice([one for one in "23456789ABCDEFGHJKMNPQRSTWXYZ" if one != letters[place]])
    else:
        del letters[place]
    return "".join(letters)


def _judge(import_id: UUID, truth: dict[str, UUID]) -> dict[str, int]:
    wanted = select(StatementLine, Payment.about_id).join(Payment, Payment.line_id == StatementLine.id)
    right = wrong = 0
    for line, gift_id in db.session.execute(wanted.where(StatementLine.import_id == import_id)):
        words = line.words or ""
        start = words.index("OP")
        if truth.get(words[start : start + 8]) == gift_id:
            right += 1
        else:
            wrong += 1
    return {"right": right, "wrong": wrong}


if __name__ == "__main__":
    print(json.dumps(_run(int(sys.argv[1]))))
