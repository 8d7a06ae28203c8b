"""Type codes of feeds (Meeting Guide types, BMLT formats) into facts. A code that is not known is remarked, never dropped."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ama_net.features.groups.importing.drafts import ReadRow
from ama_net.features.groups.importing.vocabulary import Vocabulary
from ama_net.features.groups.models import Entry, Frequency
from ama_net.foundation.text import fold

OURS = "AMA-"
"""What the codes of auto mutuo aiuto begin with: the rest is a theme, an audience or a frequency of ours."""

LANGUAGES = {
    "AM": "am", "AR": "ar", "BG": "bg", "DA": "da", "DE": "de", "EL": "el", "EN": "en", "ES": "es", "FA": "fa",
    "FI": "fi", "FR": "fr", "HE": "he", "HI": "hi", "HR": "hr", "HU": "hu", "IS": "is", "IT": "it", "ITA": "it", "JA": "ja",
    "KA": "ka", "KOR": "ko", "LT": "lt", "ML": "ml", "MT": "mt", "NE": "ne", "NL": "nl", "NO": "no", "POL": "pl", "POR": "pt",
    "PUN": "pa", "RUS": "ru", "S": "es", "SK": "sk", "SL": "sl", "SQ": "sq", "SV": "sv", "TH": "th", "TL": "tl",
    "TUR": "tr", "UK": "uk", "UR": "ur", "ZH": "zh",
}  # fmt: skip
"""Language codes of the two systems, into ISO 639-1."""

STEP_FREE = {"X", "XB", "WC", "WCHR"}
ONLINE = {"ONL", "VM"}
HYBRID = {"HY", "HYBR"}
CLOSED_NOW = {"TC"}
NEWCOMERS = {"BE", "NEW", "NC"}
FREQUENCIES = {
    **dict.fromkeys(("WEE", "SET", "WEEKLY", "SETTIMANALE"), Frequency.WEEKLY),
    **dict.fromkeys(("BIW", "QUI", "BIWEEKLY", "QUINDICINALE"), Frequency.BIWEEKLY),
    **dict.fromkeys(("MON", "MEN", "MONTHLY", "MENSILE"), Frequency.MONTHLY),
    **dict.fromkeys(("ALT", "CUSTOM"), Frequency.CUSTOM),
}
PEOPLE = {
    "M": ("uomini", "men"),
    "W": ("donne", "women"),
    "Y": ("giovani", "young people", "minori"),
    "SEN": ("anziani", "older people", "elderly"),
    "LGBTQ": ("lgbtq", "lgbt", "persone lgbtqia+"),
}
"""Codes that say for whom, and what an association may call these people."""

SHORTEST_KEY = 3
SHORTEST_SYNONYM = 5
"""A shorter one ("solo") is in too many names to tell what a group is about."""


@dataclass
class CodeFacts:
    """What the codes of one object say; None where they say nothing."""

    entry: str | None = None
    step_free: bool | None = None
    languages: list[str] = field(default_factory=list)
    online: bool = False
    hybrid: bool = False
    closed_now: bool = False
    newcomers: bool | None = None
    frequency: str | None = None
    theme_key: str | None = None
    audience_keys: list[str] = field(default_factory=list)


def read_codes(codes: Iterable[str], row: ReadRow, vocabulary: Vocabulary) -> CodeFacts:
    """Read the codes of an object; those nobody knows are remarked together."""
    facts, unknown = CodeFacts(), []
    for code in dict.fromkeys(filter(None, (fold(code).upper().strip() for code in codes))):
        known = _read_ours(code, facts, vocabulary) if code.startswith(OURS) else _read_theirs(code, facts, vocabulary)
        if not known:
            unknown.append(code[:40])
    if unknown:
        words = ", ".join(unknown[:30])
        done = "codici che qui non dicono niente: tenuti nelle note d'ufficio"
        row.remark("types", words, done, note=f"Codici nella fonte: {words}.")
    if facts.entry == Entry.CONTACT_FIRST:
        row.remark("types", "C", "gruppo chiuso a chi non vive il problema: letto come «prima una telefonata»")
    return facts


def _read_theirs(code: str, facts: CodeFacts, vocabulary: Vocabulary) -> bool:
    if code == "O":
        facts.entry = Entry.OPEN
    elif code == "C":
        facts.entry = facts.entry or Entry.CONTACT_FIRST
    elif code in STEP_FREE:
        facts.step_free = True
    elif code in ONLINE:
        facts.online = True
    elif code in HYBRID:
        facts.hybrid = True
    elif code in CLOSED_NOW:
        facts.closed_now = True
    elif code in NEWCOMERS:
        facts.newcomers = True
    elif code in LANGUAGES:
        facts.languages.append(LANGUAGES[code])
    else:
        return _read_people(code, facts, vocabulary)
    return True


def _read_people(code: str, facts: CodeFacts, vocabulary: Vocabulary) -> bool:
    found = next((vocabulary.audiences[word] for word in PEOPLE.get(code, ()) if word in vocabulary.audiences), None)
    if found:
        facts.audience_keys.append(found)
    return found is not None


def _read_ours(code: str, facts: CodeFacts, vocabulary: Vocabulary) -> bool:
    word = code.removeprefix(OURS)
    if re.fullmatch(r"LANG-[A-Z]{2}", word):
        facts.languages.append(word[-2:].lower())
        return True
    if word in FREQUENCIES:
        facts.frequency = FREQUENCIES[word]
        return True
    theme, audience = _key_of(word, vocabulary.themes.values()), _key_of(word, vocabulary.audiences.values())
    theme = theme or (None if audience else theme_in_words(word.replace("-", " "), vocabulary))
    if theme:
        facts.theme_key = facts.theme_key or theme
    elif audience:
        facts.audience_keys.append(audience)
    return bool(theme or audience)


def _key_of(word: str, keys: Iterable[str]) -> str | None:
    """The one key a code stands for: written whole, or shortened so that only one key begins like it."""
    letters = _letters(word)
    found = {key for key in keys if _letters(key) == letters}
    if not found and len(letters) >= SHORTEST_KEY:
        found = {key for key in keys if _letters(key).startswith(letters)}
    return found.pop() if len(found) == 1 else None


def _letters(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(word))


def theme_in_words(words: str, vocabulary: Vocabulary) -> str | None:
    """The one theme that some words name, by its label or by the words people search it with; None when none or several."""
    text = f" {' '.join(re.findall(r'[a-z0-9]+', fold(words)))} "
    named = {
        key
        for table, shortest in ((vocabulary.themes, SHORTEST_KEY + 1), (vocabulary.synonyms, SHORTEST_SYNONYM))
        for word, key in table.items()
        if len(word) >= shortest and f" {' '.join(re.findall(r'[a-z0-9]+', word))} " in text
    }
    return named.pop() if len(named) == 1 else None
