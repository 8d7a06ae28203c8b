"""The lines of the cash statement of bodies of the third sector: Modello D (DM 5 March 2020, all. 1).

A line is ``<area>.<side><number>``: ``A.E4`` is gifts, among what came in for activities of general interest; ``U`` went out.
Areas: A general interest, B other activities, C fundraising, D financial and of the estate, E support; ``I`` investments and
loans; ``T`` taxes (``T.U1`` on the year, ``T.U2`` on investments). Modello E (aggregated) is made of the same lines: a total
for each area. The names are the decree's, so they are Italian whoever reads.
"""

from dataclasses import dataclass

from ama_net.kernel.payments.models import MoneyDirection, PaymentKind

IN, OUT = MoneyDirection.IN, MoneyDirection.OUT

AREAS: dict[str, str] = {
    "A": "Attività di interesse generale",
    "B": "Attività diverse",
    "C": "Attività di raccolta fondi",
    "D": "Attività finanziarie e patrimoniali",
    "E": "Supporto generale",
    "I": "Investimenti, disinvestimenti e finanziamenti",
    "T": "Imposte",
}

_GOODS = ("Materie prime, sussidiarie, di consumo e di merci", "Servizi", "Godimento beni di terzi", "Personale")

_NAMES: dict[str, tuple[str, ...]] = {
    "A.U": (*_GOODS, "Uscite diverse di gestione"),
    "A.E": (
        "Entrate da quote associative e apporti dei fondatori",
        "Entrate dagli associati per attività mutuali",
        "Entrate per prestazioni e cessioni ad associati e fondatori",
        "Erogazioni liberali",
        "Entrate del 5 per mille",
        "Contributi da soggetti privati",
        "Entrate per prestazioni e cessioni a terzi",
        "Contributi da enti pubblici",
        "Entrate da contratti con enti pubblici",
        "Altre entrate",
    ),
    "B.U": (*_GOODS, "Uscite diverse di gestione"),
    "B.E": (
        "Entrate per prestazioni e cessioni ad associati e fondatori",
        "Contributi da soggetti privati",
        "Entrate per prestazioni e cessioni a terzi",
        "Contributi da enti pubblici",
        "Entrate da contratti con enti pubblici",
        "Altre entrate",
    ),
    "C.U": ("Uscite per raccolte fondi abituali", "Uscite per raccolte fondi occasionali", "Altre uscite"),
    "C.E": ("Entrate da raccolte fondi abituali", "Entrate da raccolte fondi occasionali", "Altre entrate"),
    "D.U": (
        "Su rapporti bancari",
        "Su investimenti finanziari",
        "Su patrimonio edilizio",
        "Su altri beni patrimoniali",
        "Altre uscite",
    ),
    "D.E": (
        "Da rapporti bancari",
        "Da altri investimenti finanziari",
        "Da patrimonio edilizio",
        "Da altri beni patrimoniali",
        "Altre entrate",
    ),
    "E.U": (*_GOODS, "Altre uscite"),
    "E.E": ("Entrate da distacco del personale", "Altre entrate di supporto generale"),
    "I.U": (
        "Investimenti in immobilizzazioni inerenti alle attività di interesse generale",
        "Investimenti in immobilizzazioni inerenti alle attività diverse",
        "Investimenti in attività finanziarie e patrimoniali",
        "Rimborso di finanziamenti per quota capitale e di prestiti",
    ),
    "I.E": (
        "Disinvestimenti di immobilizzazioni inerenti alle attività di interesse generale",
        "Disinvestimenti di immobilizzazioni inerenti alle attività diverse",
        "Disinvestimenti di attività finanziarie e patrimoniali",
        "Ricevimento di finanziamenti e di prestiti",
    ),
    "T.U": ("Imposte", "Imposte su investimenti e disinvestimenti"),
}

FEES, GIFTS, BANK_CHARGES, VOLUNTEERS_EXPENSES = "A.E1", "A.E4", "D.U1", "A.U5"


@dataclass(frozen=True)
class Item:
    """A line of the statement."""

    code: str
    area: str
    direction: MoneyDirection
    number: int
    name: str


ITEMS: dict[str, Item] = {
    f"{part}{number}": Item(f"{part}{number}", part[0], IN if part[2] == "E" else OUT, number, name)
    for part, names in _NAMES.items()
    for number, name in enumerate(names, 1)
}


def item_of_kind(kind: PaymentKind, direction: MoneyDirection) -> str:
    """The line a movement stands on when nobody says it: a fee, a gift, a volunteer's expenses, what a bank keeps."""
    usual = {
        (PaymentKind.FEE, IN): FEES,
        (PaymentKind.DONATION, IN): GIFTS,
        (PaymentKind.EXPENSE, OUT): VOLUNTEERS_EXPENSES,
        (PaymentKind.CHARGE, OUT): BANK_CHARGES,
    }
    return usual.get((kind, direction), "")
