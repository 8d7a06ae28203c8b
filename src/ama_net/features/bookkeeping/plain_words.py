"""The lines of the cash statement in plain words with examples, for who must choose one and never read the decree.

The names of the decree (``modello_d.ITEMS``) stay beside them: they are what the statement prints.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.kernel.payments.modello_d import AREAS, ITEMS, Item
from ama_net.kernel.payments.models import MoneyDirection


@dataclass(frozen=True)
class Plain:
    """What something is, in the words of who has a bill in their hand; and examples."""

    words: LazyString
    examples: LazyString


AREAS_PLAIN: Mapping[str, Plain] = {
    "A": Plain(
        _l("Le attività dell'associazione"),
        _l("I gruppi, lo sportello, i corsi: quello per cui esiste. Nel dubbio, è qui."),
    ),
    "B": Plain(
        _l("Attività diverse"),
        _l("Quello che si vende o si fa per raccogliere mezzi: magliette, un bar, una sponsorizzazione."),
    ),
    "C": Plain(
        _l("Raccolte fondi"), _l("Cene, lotterie, banchetti, campagne: quello che costano e quello che portano.")
    ),
    "D": Plain(
        _l("Banca, investimenti, immobili"), _l("Spese e interessi del conto, affitti di una casa di proprietà.")
    ),
    "E": Plain(
        _l("Sede e segreteria"), _l("Quello che serve a tenere in piedi l'associazione e non una sola attività.")
    ),
    "I": Plain(
        _l("Acquisti che durano e prestiti"),
        _l("Un computer, un furgone, una casa; un prestito ricevuto o da restituire."),
    ),
    "T": Plain(_l("Imposte"), _l("Quelle che l'associazione deve allo Stato.")),
}

_PURCHASES = Plain(
    _l("Materiale e cose di consumo"),
    _l("carta, cancelleria, caffè e biscotti degli incontri, libri, materiale per i corsi"),
)
_SERVICES = Plain(
    _l("Servizi e bollette"),
    _l("telefono, sito, assicurazione dei volontari, tipografia, commercialista, chi tiene un corso con fattura"),
)
_RENTS = Plain(_l("Affitti e noleggi"), _l("l'affitto della sede o di una sala, il noleggio di una fotocopiatrice"))
_STAFF = Plain(_l("Dipendenti e collaboratori"), _l("stipendi, contributi, TFR; non i rimborsi ai volontari"))
_MEMBERS_PAY = Plain(
    _l("Quello che i soci pagano per un servizio"), _l("il contributo di un socio per un corso o per un soggiorno")
)
_OTHERS_PAY = Plain(
    _l("Quello che paga chi non è socio"), _l("l'iscrizione a un convegno, un libro venduto a chi non è socio")
)
_PRIVATE_GRANT = Plain(_l("Contributi di privati"), _l("una fondazione o un'azienda che finanzia un progetto, il CSV"))
_PUBLIC_GRANT = Plain(
    _l("Contributi di Comune, Regione, AUSL"),
    _l("un bando, un contributo alle attività: soldi dati senza un servizio in cambio"),
)
_PUBLIC_CONTRACT = Plain(
    _l("Convenzioni con enti pubblici"), _l("una convenzione con l'AUSL o con il Comune, che paga un servizio")
)

PLAIN: Mapping[str, Plain] = {
    "A.U1": _PURCHASES,
    "A.U2": _SERVICES,
    "A.U3": _RENTS,
    "A.U4": _STAFF,
    "A.U5": Plain(
        _l("Rimborsi ai volontari e altre spese"),
        _l("i rimborsi spese ai volontari, una quota a una rete, valori bollati, un omaggio"),
    ),
    "A.E1": Plain(_l("Quote dei soci"), _l("la quota di ogni anno, quello che versò chi ha fondato l'associazione")),
    "A.E2": Plain(
        _l("Quello che i soci mettono per aiutarsi fra loro"),
        _l("una cassa comune fra soci: non le quote, non le donazioni"),
    ),
    "A.E3": _MEMBERS_PAY,
    "A.E4": Plain(_l("Donazioni"), _l("un'offerta, un bonifico di chi sostiene l'associazione, un lascito")),
    "A.E5": Plain(_l("5 per mille"), _l("quello che arriva una volta l'anno dalle dichiarazioni dei redditi")),
    "A.E6": _PRIVATE_GRANT,
    "A.E7": _OTHERS_PAY,
    "A.E8": _PUBLIC_GRANT,
    "A.E9": _PUBLIC_CONTRACT,
    "A.E10": Plain(_l("Altre entrate"), _l("un rimborso dell'assicurazione, soldi tornati indietro, arrotondamenti")),
    "B.U1": _PURCHASES,
    "B.U2": _SERVICES,
    "B.U3": _RENTS,
    "B.U4": _STAFF,
    "B.U5": Plain(_l("Altre spese di queste attività"), _l("quello che non sta nelle voci sopra")),
    "B.E1": _MEMBERS_PAY,
    "B.E2": _PRIVATE_GRANT,
    "B.E3": Plain(_l("Vendite e sponsorizzazioni"), _l("magliette vendute, uno sponsor che paga per la pubblicità")),
    "B.E4": _PUBLIC_GRANT,
    "B.E5": _PUBLIC_CONTRACT,
    "B.E6": Plain(_l("Altre entrate di queste attività"), _l("quello che non sta nelle voci sopra")),
    "C.U1": Plain(
        _l("Spese per raccolte che si fanno sempre"),
        _l("la stampa dei volantini «Sostienici», la cassetta delle offerte"),
    ),
    "C.U2": Plain(_l("Spese per un evento di raccolta"), _l("la cena, la lotteria, il banchetto: sala, cibo, premi")),
    "C.U3": Plain(_l("Altre spese di raccolta"), _l("quello che non sta nelle voci sopra")),
    "C.E1": Plain(_l("Raccolte che si fanno sempre"), _l("quello che porta una campagna di tutto l'anno")),
    "C.E2": Plain(_l("Un evento di raccolta"), _l("l'incasso della cena, della lotteria, del banchetto in piazza")),
    "C.E3": Plain(_l("Altre entrate di raccolta"), _l("quello che non sta nelle voci sopra")),
    "D.U1": Plain(
        _l("Spese di banca e di pagamenti online"),
        _l("canone e commissioni del conto, bollo del conto, commissioni su carte"),
    ),
    "D.U2": Plain(_l("Spese su titoli"), _l("commissioni e perdite su titoli o fondi")),
    "D.U3": Plain(_l("Spese su immobili di proprietà"), _l("condominio e lavori di una casa che rende un affitto")),
    "D.U4": Plain(_l("Spese su altri beni"), _l("beni di proprietà che non sono case né titoli")),
    "D.U5": Plain(_l("Altre spese di questo genere"), _l("interessi su un prestito")),
    "D.E1": Plain(_l("Interessi del conto"), _l("quelli che la banca accredita")),
    "D.E2": Plain(_l("Rendimenti di titoli"), _l("cedole, dividendi")),
    "D.E3": Plain(_l("Affitti di immobili di proprietà"), _l("il canone di una casa dell'associazione")),
    "D.E4": Plain(_l("Rendite di altri beni"), _l("beni di proprietà che non sono case né titoli")),
    "D.E5": Plain(_l("Altre entrate di questo genere"), _l("quello che non sta nelle voci sopra")),
    "E.U1": Plain(_l("Materiale della segreteria"), _l("carta e cancelleria dell'ufficio, se non sono di un'attività")),
    "E.U2": Plain(
        _l("Servizi per la sede"), _l("bollette della sede, commercialista, PEC: se non sono di un'attività")
    ),
    "E.U3": Plain(_l("Affitto della sede"), _l("se la sede è solo l'ufficio")),
    "E.U4": Plain(_l("Personale della segreteria"), _l("chi lavora in ufficio e non a un'attività")),
    "E.U5": Plain(_l("Altre spese della sede"), _l("bolli, diritti di segreteria, spese delle assemblee")),
    "E.E1": Plain(
        _l("Personale prestato ad altri"), _l("quello che un altro ente rimborsa per un dipendente distaccato")
    ),
    "E.E2": Plain(_l("Altre entrate della segreteria"), _l("quello che non sta altrove")),
    "I.U1": Plain(_l("Acquisto di beni che durano, per le attività"), _l("un computer, mobili, un furgone, una casa")),
    "I.U2": Plain(_l("Acquisto di beni che durano, per attività diverse"), _l("un forno per il bar")),
    "I.U3": Plain(_l("Acquisto di titoli"), _l("obbligazioni, fondi, un conto vincolato")),
    "I.U4": Plain(
        _l("Restituzione di un prestito"),
        _l("la parte di capitale della rata; gli interessi stanno fra quelli della banca"),
    ),
    "I.E1": Plain(_l("Vendita di beni delle attività"), _l("il vecchio computer, il furgone")),
    "I.E2": Plain(_l("Vendita di beni delle attività diverse"), _l("il forno del bar")),
    "I.E3": Plain(_l("Vendita di titoli"), _l("titoli venduti o scaduti")),
    "I.E4": Plain(_l("Prestito ricevuto"), _l("un prestito di un socio o della banca: andrà restituito")),
    "T.U1": Plain(_l("Imposte dell'anno"), _l("IRES, IRAP")),
    "T.U2": Plain(_l("Imposte su investimenti"), _l("quelle su una vendita di titoli o di immobili")),
}

USUAL: Mapping[MoneyDirection, tuple[str, ...]] = {
    MoneyDirection.IN: ("A.E1", "A.E4", "A.E8", "A.E9", "A.E6"),
    MoneyDirection.OUT: ("A.U1", "A.U2", "A.U3", "A.U5", "D.U1"),
}
"""The lines that most associations of self-help need, shown first."""


def items_by_area(direction: MoneyDirection) -> list[tuple[str, list[Item]]]:
    """The lines of money that comes, or goes, area by area; areas that have none are left out."""
    found = [
        (area, [one for one in ITEMS.values() if (one.area, one.direction) == (area, direction)]) for area in AREAS
    ]
    return [(area, items) for area, items in found if items]


def item_words(code: str) -> str:
    """A line as a list says it; nothing for no line."""
    return str(PLAIN[code].words) if code in PLAIN else ""


def full_words(code: str) -> str:
    """A line with its area, where lines of the same words could be taken for one another."""
    return f"{item_words(code)} ({code})" if code in PLAIN else ""
