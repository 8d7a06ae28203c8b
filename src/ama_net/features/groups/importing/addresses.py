"""Where a feed says that people meet: an address in one line, or in parts, into venue, address, postcode, municipality."""

import re
from dataclasses import dataclass

from ama_net.features.groups.importing.vocabulary import Vocabulary
from ama_net.foundation.text import fold

COUNTRIES = {"italia", "italy", "it", "ita", "italien", "italie"}

_POSTCODE = re.compile(r"\b(\d{5})\b")
_TOWN = re.compile(r"^(?P<name>.+?)[\s,]*\(?\b(?P<province>[A-Z]{2})\b\)?$")


@dataclass(frozen=True)
class Place:
    """What an address says; ``town`` is the municipality's name as it was written."""

    address: str = ""
    postcode: str = ""
    town: str = ""
    province: str = ""


def place_from_parts(address: str, town: str, province: str, postcode: str) -> Place:
    """Put together what a feed already told apart; a province in full letters is left out, the town is enough."""
    digits = _POSTCODE.search(postcode)
    short = province.strip("() ").upper()
    return Place(
        address=address,
        postcode=digits[1] if digits else postcode,
        town=town,
        province=short if re.fullmatch(r"[A-Z]{2}", short) else "",
    )


def place_from_line(line: str, vocabulary: Vocabulary) -> Place:
    """Read an address in one line from its end: country, province, postcode, municipality; what is left is the street."""
    parts = [part.strip() for part in line.split(",") if part.strip()]
    while len(parts) > 1 and fold(parts[-1]) in COUNTRIES:
        parts.pop()
    postcode, province = "", ""
    towns: list[tuple[int, str, str, str]] = []
    for index in range(len(parts) - 1, -1, -1):
        if index == 0 and len(parts) > 1 and re.search(r"\d", parts[0]):
            break
        found = _POSTCODE.search(parts[index])
        words = _POSTCODE.sub("", parts[index]).strip(" -")
        postcode = postcode or (found[1] if found else "")
        if re.fullmatch(r"[A-Z]{2}", words):
            province = province or words
            continue
        town = _town(words, province, vocabulary)
        if town:
            towns.append((index, *town))
    return _place(line, parts, towns, postcode)


def _town(words: str, province: str, vocabulary: Vocabulary) -> tuple[str, str, str] | None:
    """Name and province as written, and the true province."""
    if not words:
        return None
    match = _TOWN.match(words)
    if match and not province:
        found = vocabulary.find_municipality(match["name"], match["province"])
        if found:
            return match["name"], match["province"], found[1]
    found = vocabulary.find_municipality(words, province)
    return (words, province, found[1]) if found else None


def _place(line: str, parts: list[str], towns: list[tuple[int, str, str, str]], postcode: str) -> Place:
    if not towns:
        return Place(address=line, postcode=postcode)
    index, name, province, true_province = towns[0]
    # "via Roma 1, Imola, Bologna": the last names the province, the one before is the municipality.
    if len(towns) > 1 and towns[1][0] == index - 1 and towns[1][3] == true_province and not province:
        index, name, province, true_province = towns[1]
    return Place(", ".join(parts[:index]), postcode, name, province)
