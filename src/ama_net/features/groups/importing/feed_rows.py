"""One object of a feed into a draft of a group, and remarks; without a database. What is not said is never guessed."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import time
from typing import Any

from ama_net.features.groups.importing.bmlt import is_bmlt, tell_bmlt
from ama_net.features.groups.importing.codes import CodeFacts, read_codes, theme_in_words
from ama_net.features.groups.importing.descriptions import split_description
from ama_net.features.groups.importing.drafts import LONGEST_NAME, LONGEST_TEXT, GroupDraft, ReadRow, identity
from ama_net.features.groups.importing.meeting_guide import tell_meeting_guide
from ama_net.features.groups.importing.own_notes import own_frequency
from ama_net.features.groups.importing.rows import read_municipality, read_place
from ama_net.features.groups.importing.schedule import AFTER_MIDNIGHT, MeetingDraft
from ama_net.features.groups.importing.told import Told
from ama_net.features.groups.importing.vocabulary import Vocabulary
from ama_net.features.groups.models import Frequency, Kind, Mode
from ama_net.foundation.text import fold

_RECURRENCE = re.compile(
    r"(?:quindicinal|mensil|bimestral|al mese|del mese|ogni (due|tre|15|quindici|altr)|(settimane|settimana) altern|altern"
    r"|\b(prim|second|terz|quart|ultim)[oai] (e \w+ )?(lun|mar|mer|gio|ven|sab|dom)|monthly|biweekly|fortnight"
    r"|every other|\b(1st|2nd|3rd|4th|5th|first|second|third|fourth|last) (and \w+ )?(mon|tue|wed|thu|fri|sat|sun))\w*"
)
"""Words of a recurrence that is not "every week": then nobody here says how often."""


def read_item(number: int, item: Any, vocabulary: Vocabulary, formats: Mapping[str, str]) -> ReadRow:
    """Read whatever a feed holds at one place; refused when it is no object, has no name, or the source hides it."""
    if not isinstance(item, Mapping):
        return ReadRow(number, "", refusal=f"non è un oggetto con i dati di un gruppo ({_kind(item)})")
    told = tell_bmlt(item, formats) if is_bmlt(item) else tell_meeting_guide(item, vocabulary)
    row = ReadRow(number, told.name[:LONGEST_NAME])
    row.refusal = told.refusal or ("" if told.name else "manca il nome del gruppo")
    if not row.refusal:
        row.draft = _draft(told, row, vocabulary)
    return row


def _kind(item: Any) -> str:
    kinds = ((str, "un testo"), (bool, "un sì o no"), ((list, tuple), "un elenco"), (type(None), "niente"))
    return next((words for kind, words in kinds if isinstance(item, kind)), "un numero")


def _draft(told: Told, row: ReadRow, vocabulary: Vocabulary) -> GroupDraft:
    codes = read_codes(told.codes, row, vocabulary)
    for column, value in told.strange:
        row.remark(column, value, "non si capisce: lasciato da parte", note=f"Nella fonte: {value}.")
    if len(told.name) > LONGEST_NAME:
        row.remark("name", told.name, f"nome lungo: tenute le prime {LONGEST_NAME} lettere")
    if told.meeting_name and fold(told.meeting_name) != fold(told.name):
        row.remark("name", told.meeting_name, f"incontro del gruppo «{told.name}»: entra con il nome del gruppo")
    code = read_municipality(row, told.place.town, told.place.province, vocabulary)
    venue, address, postcode = read_place(row, told.venue, told.place.address, told.place.postcode)
    mode = _mode(told, codes, bool(venue), row)
    description, office = _description(told.notes, row)
    theme = codes.theme_key or _theme(told, row, vocabulary)
    draft = GroupDraft(
        name=told.name[:LONGEST_NAME],
        key=identity(told.name[:LONGEST_NAME], told.place.town),
        kind=Kind.GROUP,
        theme_key=theme,
        theme_words="",
        audience_keys=tuple(dict.fromkeys(codes.audience_keys)),
        municipality_code=code,
        venue_name=venue,
        address=address,
        postcode=postcode,
        meetings=_meetings(told, codes, row),
        mode=mode,
        description=description,
        office_notes="",
        organisation=told.organisation,
        source=told.source,
        is_example=False,
        whole=False,
        place_key=fold(address or venue)[:LONGEST_NAME],
    )
    draft = _with_more(draft, told, codes, row)
    return replace(draft, office_notes=" ".join(filter(None, (office, *row.notes))))


def _with_more(draft: GroupDraft, told: Told, codes: CodeFacts, row: ReadRow) -> GroupDraft:
    if told.contact_name or told.contact_phone or told.contact_email:
        row.remark(
            "contact", "", "recapito lasciato da parte: si scrive in ufficio, quando chi risponde ha dato il consenso"
        )
    position = _position(told, draft)
    return replace(
        draft,
        entry=codes.entry,
        languages=tuple(dict.fromkeys(codes.languages)) or None,
        newcomers=codes.newcomers,
        online_url=told.online_url or None,
        online_notes=told.online_notes[:LONGEST_TEXT] or None,
        step_free=codes.step_free if draft.venue_name else None,
        lat=position[0] if position else None,
        lon=position[1] if position else None,
        suspended=codes.closed_now and draft.mode != Mode.ONLINE,
    )


def _position(told: Told, draft: GroupDraft) -> tuple[float, float] | None:
    """The point of the venue, only where there is a venue and the source does not call it approximate."""
    if told.lat is None or told.lon is None or told.approximate or not re.search(r"\d", draft.address):
        return None
    real = -90 <= told.lat <= 90 and -180 <= told.lon <= 180 and (told.lat, told.lon) != (0, 0)
    return (told.lat, told.lon) if real else None


def _mode(told: Told, codes: CodeFacts, has_place: bool, row: ReadRow) -> str:
    online = bool(told.online_url or told.online_notes or codes.online)
    in_place = has_place and not told.approximate
    if codes.closed_now and online:
        row.remark("types", "TC", "la sede è chiusa e il gruppo continua online")
        return Mode.ONLINE
    if told.mode:
        return told.mode
    if codes.hybrid or (online and in_place):
        return Mode.HYBRID
    if online or in_place:
        return Mode.ONLINE if online else Mode.IN_PERSON
    row.remark("mode", "", "modo di incontro non indicato: segnato da chiedere")
    return Mode.UNKNOWN


def _description(text: str, row: ReadRow) -> tuple[str, str]:
    shown, kept = split_description(text)
    if not kept:
        shown = text
    else:
        row.remark("description", kept[:LONGEST_TEXT], "frase sulla fonte o non adatta al pubblico: tenuta in ufficio")
    if len(shown) > LONGEST_TEXT:
        row.remark("description", "", f"testo lungo: tenute le prime {LONGEST_TEXT} lettere")
    return shown[:LONGEST_TEXT], kept[:LONGEST_TEXT]


def _theme(told: Told, row: ReadRow, vocabulary: Vocabulary) -> str | None:
    words = f"{told.name} {told.meeting_name}"
    theme = theme_in_words(words, vocabulary) or theme_in_words(f"{words} {told.notes}", vocabulary)
    done = (
        "tema capito dalle parole del nome o delle note" if theme else "tema non indicato: il gruppo entra senza tema"
    )
    row.remark("theme", (theme or "").replace("_", " "), done)
    return theme


def _meetings(told: Told, codes: CodeFacts, row: ReadRow) -> tuple[MeetingDraft, ...]:
    if told.time_words:
        row.remark("time", told.time_words, "ora detta a parole: mostrata così com'è")
    if not told.days and told.starts is None and not told.time_words:
        row.remark("weekday", "", "giorno e ora non indicati: sul sito si legge «da confermare, chiama prima»")
        return ()
    if not told.days:
        row.remark("weekday", "", "giorno non indicato: sul sito si legge «giorno da chiedere»")
    plain = MeetingDraft(starts=told.starts, ends=_end(told, row), time_words=told.time_words)
    if not told.days:
        return (plain,)
    if told.own_words is not None:
        rhythms = [own_frequency(told.own_words, day, codes.frequency) for day in told.days]
    else:
        rhythms = [(_frequency(told, codes, row), None)] * len(told.days)
    return tuple(
        replace(plain, weekday=day, frequency=_known(often, row), month_week=nth)
        for day, (often, nth) in zip(told.days, rhythms, strict=True)
    )


def _known(often: str, row: ReadRow) -> str:
    """A rhythm of its own (``AMA-ALT``) has its dates on the group's page, and only there."""
    if often != Frequency.CUSTOM:
        return often
    row.remark(
        "frequency", "AMA-ALT", "cadenza particolare: le date sono sulla pagina del gruppo, frequenza da chiedere"
    )
    return Frequency.UNKNOWN


def _end(told: Told, row: ReadRow) -> time | None:
    ends = told.ends if told.starts else None
    if ends and told.starts and ends <= told.starts and ends > AFTER_MIDNIGHT:
        row.remark("time", f"{told.starts:%H:%M}-{ends:%H:%M}", "l'ora di fine non torna: tenuta solo quella d'inizio")
        return None
    return ends


def _frequency(told: Told, codes: CodeFacts, row: ReadRow) -> str:
    """Every week, as the two systems mean it, unless a code or the notes say otherwise; notes are not guessed."""
    if codes.frequency:
        return codes.frequency
    found = _RECURRENCE.search(fold(f"{told.meeting_name} {told.name} {told.notes}"))
    if found is None:
        return Frequency.WEEKLY
    row.remark("frequency", found[0], "le parole dicono un altro ritmo: frequenza da chiedere, le parole restano")
    return Frequency.UNKNOWN
