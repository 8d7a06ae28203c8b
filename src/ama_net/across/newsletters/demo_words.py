"""The newsletters of the demonstration: whom they go to and what they say, plainly invented."""

from dataclasses import dataclass
from typing import Any

GIVEN_NAMES = (
    "Alcina", "Atlante", "Belfiore", "Brunello", "Cardellina", "Cipollino", "Dalinda", "Doralice", "Fiordiligi", "Gelsomina",
    "Gradasso", "Isabella", "Lucertolina", "Melissa", "Norandino", "Olimpia", "Pinabello", "Ricciardetto", "Sacripante",
    "Tisbina", "Ullania", "Viviana", "Zerbino", "Rosaspina", "Prezzemolina",
)  # fmt: skip
FAMILY_NAMES = (
    "Inventato", "Della Luna", "Del Bosco", "Di Carta", "Immaginaria", "Delle Nuvole", "Di Nessuno", "Del Pozzo",
)  # fmt: skip

NEWS, COURSES = "Il riassunto del mese", "Incontri e corsi"
LISTS = {
    NEWS: "Che cosa succede, una volta al mese.",
    COURSES: "Gli incontri aperti a tutti e i percorsi per chi vuole facilitare un gruppo.",
}
TOPICS = {
    "Lutto": "Quando nasce o cambia un gruppo per chi ha perso una persona.",
    "Ansia e attacchi di panico": "I gruppi e gli incontri su questo.",
    "Chi si prende cura di un familiare": "I gruppi per chi assiste una persona cara.",
}


@dataclass(frozen=True)
class DemoCast:
    """How many subscribers, and what is different between the associations."""

    subscribers: int
    members: int
    """How many people of the register consent."""


CASTS = {"ferrara": DemoCast(240, 25), "riconoscere": DemoCast(320, 25), "bologna": DemoCast(60, 0)}


def october(association: str) -> tuple[str, str, list[dict[str, Any]]]:
    """A newsletter that left some weeks ago: subject, preview line, blocks."""
    return (
        "Le notizie di ottobre",
        "Gruppi che ripartono, un incontro aperto, due date da segnare",
        [
            {"kind": "heading", "text": "Le notizie di ottobre", "level": 1},
            {"kind": "text", "markdown": f"Ciao {{nome}},\n\nl'autunno di {association} è cominciato. "
             "Ecco che cosa c'è di nuovo, in due minuti di lettura. *È una newsletter d'esempio.*"},
            {"kind": "heading", "text": "I gruppi ripartono", "level": 2},
            {"kind": "text", "markdown": "Dopo l'estate tutti i gruppi sono di nuovo aperti. Per partecipare basta un "
             "messaggio o una telefonata: si viene una volta, si ascolta, e poi si decide con calma."},
            {"kind": "button", "text": "Guarda giorni e luoghi dei gruppi", "address": "/gruppi"},
            {"kind": "divider"},
            {"kind": "columns",
             "left": [{"kind": "heading", "text": "Un pomeriggio insieme", "level": 2},
                      {"kind": "text", "markdown": "Porte aperte in sede: tè, biscotti e domande di ogni genere."}],
             "right": [{"kind": "heading", "text": "Si cercano volontari", "level": 2},
                       {"kind": "text", "markdown": "Due ore a settimana per rispondere al telefono. Si impara insieme."}]},
        ],
    )  # fmt: skip


def november(association: str) -> tuple[str, str, list[dict[str, Any]]]:
    """The last one that left."""
    return (
        "Le notizie di novembre",
        "Un corso per chi vuole facilitare, e il calendario delle feste",
        [
            {"kind": "heading", "text": "Le notizie di novembre", "level": 1},
            {"kind": "text", "markdown": "Ciao {nome},\n\nquesto mese si parla di chi tiene in piedi i gruppi: "
             "le persone che li facilitano. *È una newsletter d'esempio.*"},
            {"kind": "heading", "text": "Un corso per facilitare", "level": 2},
            {"kind": "text", "markdown": f"Sei incontri, gratuiti, con chi lo fa da anni in {association}:\n\n"
             "- ascoltare senza consigliare\n- tenere il tempo e le regole\n- chiedere aiuto quando serve"},
            {"kind": "heading", "text": "Nelle feste i gruppi non chiudono", "level": 2},
            {"kind": "text", "markdown": "Anche fra Natale e Capodanno qualcuno ti aspetta. Controlla il giorno del tuo gruppo: "
             "qualche orario cambia."},
            {"kind": "button", "text": "Controlla gli orari", "address": "/gruppi"},
        ],
    )  # fmt: skip


def december(association: str) -> tuple[str, str, list[dict[str, Any]]]:
    """The one that waits for its hour."""
    return (
        "Le notizie di dicembre",
        "Gli auguri, e che cosa si è fatto insieme quest'anno",
        [
            {"kind": "heading", "text": "Un anno insieme", "level": 1},
            {"kind": "text", "markdown": f"Ciao {{nome}},\n\nprima delle feste {association} ti racconta l'anno: "
             "gli incontri, le persone, quello che abbiamo imparato. *È una newsletter d'esempio.*"},
            {"kind": "button", "text": "Leggi tutto sul sito", "address": "/gruppi"},
        ],
    )  # fmt: skip


def unfinished() -> tuple[str, str, list[dict[str, Any]]]:
    """A draft somebody has just begun."""
    return (
        "",
        "",
        [
            {"kind": "heading", "text": "Il gruppo di lettura cerca una stanza", "level": 1},
            {"kind": "text", "markdown": "Ciao {nome},\n\n"},
            {"kind": "button", "text": "Scrivici", "address": ""},
        ],
    )
