"""Words that tell something of who chooses a list: what groups of the association are about, and some roots known everywhere.

A list that says them is confidential. In doubt they are too many rather than too few: another name is soon found.
"""

import re
from collections.abc import Iterable, Iterator

from ama_net.features.groups.queries import all_themes
from ama_net.foundation.text import fold

ROOTS = (
    "alcol", "alcohol", "(?:co|tossico)?dipendenz", "addict", "drog[ah]", "azzard", "gambl", "ludopat",
    "lutt[oi]\\b", "bereave", "grief", "griev", "vedov", "widow", "suicid", "separazion", "separat[aeio]\\b", "divor[zc]",
    "depress", "ansi[ae]\\b", "ansios", "anxi", "panico?\\b", "psich", "psychi", "salute mentale", "mental (?:health|illness)",
    "disturb\\w*(?: \\w+){0,2} aliment", "eating disorder", "anoress", "anorex", "bulim", "obes",
    "tumor", "oncolog", "cancr", "cancer", "demen[zt]", "alzheimer", "parkinson", "malatti", "illness", "diabet", "hiv\\b", "aids\\b",
    "violen", "abus[oie]", "stalking", "caregiver", "lgbt", "omosess", "transgend",
)  # fmt: skip
_ROOT = re.compile(rf"\b(?:{'|'.join(ROOTS)})")
_PARTS = re.compile(r"[,;/()]| e | and ")


def tells(*texts: str) -> bool:
    """Whether somebody who chooses what these texts offer would tell something of themselves."""
    said = [_plain(text) for text in texts if text]
    themes = list(_themes_said(name for theme in all_themes() for name in (theme.label, theme.label_en)))
    return any(_ROOT.search(text) or any(f" {theme} " in f" {text} " for theme in themes) for text in said)


def _themes_said(names: Iterable[str]) -> Iterator[str]:
    """How themes are said: whole, and of one that joins several each that is more than a word ("relazioni" alone is anything)."""
    for name in filter(None, names):
        yield _plain(name)
        yield from (part for part in map(_plain, _PARTS.split(name)) if " " in part)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))
