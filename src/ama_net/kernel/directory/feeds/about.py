"""What the page ``/dati-aperti`` says of each feed, to whoever keeps a site or writes a program."""

from dataclasses import dataclass

from flask_babel import gettext as _

from ama_net.kernel.directory.feeds.whose import Whose


@dataclass(frozen=True)
class Channel:
    """One way of reading the groups: what it is called, what it is for, its addresses."""

    title: str
    text: str
    addresses: tuple[str, ...]


def channels(whose: Whose) -> list[Channel]:
    """Every channel, those most asked for first."""
    at = whose.base_url
    return [
        Channel(
            _("Foglio di calcolo (CSV)"),
            _("I gruppi confermati, uno per riga. Si apre con LibreOffice o Excel."),
            (f"{at}/gruppi.csv",),
        ),
        Channel(
            _("Novità (Atom e RSS)"),
            _("I gruppi confermati da poco, per un lettore di notizie o per la pagina di un altro sito."),
            (f"{at}/gruppi/novita.atom", f"{at}/gruppi/novita.rss"),
        ),
        Channel(
            _("Meeting Guide"),
            _("Il formato dei siti e delle applicazioni che mostrano incontri, per esempio TSML UI."),
            (f"{at}/gruppi/meetings.json",),
        ),
        Channel(
            _("BMLT"),
            _("Le stesse domande di un server BMLT, per i programmi che le sanno già fare."),
            (f"{at}/client_interface/json/?switcher=GetSearchResults",),
        ),
        Channel(
            _("API per programmi"),
            _("Ricerca con gli stessi filtri del sito, scheda di ogni gruppo, prossimi incontri. Senza chiavi."),
            (f"{at}/api/v1/groups", f"{at}/api/v1/themes", f"{at}/api/openapi.json"),
        ),
    ]
