"""Descriptions: what is said to people, apart from what the collector says about the source.

"Tema non indicato dalla fonte" helps the secretariat and not somebody looking for a group, so such sentences go to the
office's notes; so do those that call people in groups *utenti* or *pazienti*.
"""

import re

_ABOUT_THE_SOURCE = re.compile(
    r"\b(fonte|fonti|nel testo|segnaposto|lorem ipsum|voce generica|nessun elenco|nessun dettaglio|secondo \w+\.it"
    r"|da \w+\.it|dedott[oaie]|non (indicat|dichiarat|nominat)[oaie]|(proprio|orario) assent[ei]|stato attuale ignoto"
    r"|citat[oa]|utent[ei]|pazient[ei])\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?:;])\s+(?=[«\"(\w])")


def split_description(text: str) -> tuple[str, str]:
    """The words for people and the words for the office.

    A part after a semicolon counts by itself; one after a colon stays with what introduces it.
    """
    shown: list[str] = []
    kept: list[str] = []
    for part in _parts(text):
        (kept if _ABOUT_THE_SOURCE.search(part) else shown).append(part)
    return _together(shown), _together(kept)


def _parts(text: str) -> list[str]:
    parts: list[str] = []
    for piece in _SENTENCE_END.split(text.strip()):
        if parts and parts[-1].endswith(":"):
            parts[-1] = f"{parts[-1]} {piece}"
        elif piece:
            parts.append(piece)
    return parts


def _together(parts: list[str]) -> str:
    text = " ".join(parts)
    text = re.sub(r"[;:]$|;(?= [A-ZÀ-Ý])", ".", text)
    return re.sub(r"(?<=\. )\w|^\w", lambda match: match[0].upper(), text) if text else ""
