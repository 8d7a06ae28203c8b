"""What groups are, in the codes of the Meeting Guide specification; what it has no code for begins with ``AMA-``."""

from datetime import date
from typing import Any

from ama_net.kernel.directory.feeds.wording import is_closed

ENTRIES = {"open": "O", "contact_first": "C", "interview": "C"}
CADENCES = {"biweekly": "AMA-BIW", "monthly": "AMA-MON", "custom": "AMA-ALT"}
CLOSED_FOR_NOW, STEP_FREE = "TC", "X"
LANGUAGES = {
    "am": "AM", "ar": "AR", "bg": "BG", "da": "DA", "de": "DE", "el": "EL", "en": "EN", "es": "S", "fa": "FA",
    "fi": "FI", "fr": "FR", "he": "HE", "hi": "HI", "hr": "HR", "hu": "HU", "it": "ITA", "ja": "JA", "ka": "KA",
    "ko": "KOR", "lt": "LT", "ml": "ML", "mt": "MT", "ne": "NE", "no": "NO", "pa": "PUN", "pl": "POL", "pt": "POR",
    "ru": "RUS", "sk": "SK", "sl": "SL", "sv": "SV", "th": "TH", "tl": "TL", "tr": "TR", "uk": "UK",
}  # fmt: skip
"""ISO 639-1 to the codes of the specification, which are not always the same."""


def theme_code(key: str) -> str:
    """``AMA-DISAGIO-PSICHICO``."""
    return f"AMA-{key.upper().replace('_', '-')}"


def language_code(language: str) -> str:
    """``S`` for Spanish; ``AMA-LANG-SQ`` for one the specification does not have."""
    return LANGUAGES.get(language, f"AMA-LANG-{language.upper()}")


def codes_of(row: Any, day: date, *, frequency: str = "", in_person: bool = True) -> list[str]:
    """The codes of a group, or of a line of its timetable when ``frequency`` says how often it comes back."""
    found = [ENTRIES.get(row.entry, ""), CADENCES.get(frequency, "")]
    if is_closed(row, day):
        found.append(CLOSED_FOR_NOW)
    if row.step_free and in_person:
        found.append(STEP_FREE)
    found += [language_code(language) for language in row.languages]
    if row.theme_key:
        found.append(theme_code(row.theme_key))
    return [code for code in found if code]
