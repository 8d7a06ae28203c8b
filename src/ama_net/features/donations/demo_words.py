"""Who gives in the demonstration, and for what: names of poems and fairy tales, plainly invented."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoCampaign:
    """A campaign: its days are counted back (``from_days``) and on (``to_days``) from today."""

    title: str
    summary: str
    body: str
    goal_cents: int | None
    from_days: int
    to_days: int | None
    is_closed: bool = False


@dataclass(frozen=True)
class DemoWords:
    """The cast of one association: people as (given name, family name), bodies, campaigns, who is remembered, a thing given."""

    people: tuple[tuple[str, str], ...]
    bodies: tuple[str, ...]
    campaigns: tuple[DemoCampaign, ...]
    honoree: str
    thing: str


FERRARA = DemoWords(
    people=(
        ("Olindo", "Dell'Isola"),
        ("Bardovino", "Inventato"),
        ("Carilla", "Inventata"),
        ("Sofronia", "Di Scozia"),
        ("Erminia", "Di Galizia"),
        ("Rodomonte", "D'Algeri"),
        ("Argillano", "Inventato"),
        ("Fiammetta", "Inventata"),
        ("Clorinda", "Di Granata"),
        ("Tancredi", "Di Circassia"),
        ("Armida", "Dell'Isola"),
        ("Cloridano", "Inventato"),
        ("Ricciardetto", "Chiaromonte"),
        ("Lidia", "Di Lidia"),
        ("Goffredo", "Inventato"),
        ("Drusilla", "Inventata"),
        ("Norandino", "Di Damasco"),
        ("Lucina", "Di Damasco"),
    ),
    bodies=("Forno dell'Ippogrifo (inventato)", "Società di mutuo ascolto Atlante (inventata)"),
    campaigns=(
        DemoCampaign(
            "Una stanza in più per i gruppi",
            "Con una stanza nostra nessun gruppo deve più saltare un incontro.",
            "I gruppi si trovano dove c'è posto: una sala in parrocchia, una stanza in prestito.\n\n"
            "Con il tuo dono affittiamo **una stanza per un anno** e compriamo:\n\n"
            "- dodici sedie\n- una stufa\n- una lavagna\n",
            300_000,
            100,
            75,
        ),
        DemoCampaign(
            "Formare chi facilita",
            "Un corso l'anno per chi tiene i gruppi.",
            "Chi facilita un gruppo è una persona come le altre, che ha imparato ad ascoltare. Il corso dura sei incontri.",
            150_000,
            400,
            None,
        ),
        DemoCampaign(
            "Il pulmino che va a prendere",
            "Chi abita lontano arriva al gruppo insieme agli altri.",
            "Grazie: il pulmino gira da gennaio.",
            120_000,
            700,
            -330,
            is_closed=True,
        ),
    ),
    honoree="Bianca Inventata",
    thing="Dodici sedie pieghevoli nuove: valore dallo scontrino",
)

RICONOSCERE = DemoWords(
    people=(
        ("Pollicina", "Del Fiore"),
        ("Prunella", "Della Torre"),
        ("Mastrogrillo", "Inventato"),
        ("Turchina", "Del Bosco"),
        ("Gretel", "Inventata"),
        ("Malvina", "Del Rovo"),
        ("Cappuccetto", "Rosso"),
        ("Agenore", "Inventato"),
        ("Belinda", "Inventata"),
        ("Ciliegio", "Mastro"),
        ("Serenella", "Inventata"),
        ("Ortensio", "Del Pozzo"),
    ),
    bodies=("Bottega di Mangiafuoco (inventata)",),
    campaigns=(
        DemoCampaign(
            "Lo sportello anche il sabato",
            "Un mattino in più di ascolto, ogni settimana.",
            "Molti lavorano e nei giorni feriali non riescono a venire. Con il tuo dono lo sportello apre **anche il sabato mattina**.",
            200_000,
            120,
            60,
        ),
        DemoCampaign(
            "Una biblioteca da prendere in prestito",
            "Libri che qualcuno ha già trovato utili.",
            "Li scegliamo insieme ai gruppi.",
            50_000,
            500,
            -150,
            is_closed=True,
        ),
    ),
    honoree="Teresa Inventata",
    thing="Un computer portatile usato: valore stimato da un negozio",
)

WORDS = {"ferrara": FERRARA, "riconoscere": RICONOSCERE}
