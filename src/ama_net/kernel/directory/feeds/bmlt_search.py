"""What an address asks of the meetings, in BMLT's words: days, formats, hours, places, pages; a minus means "not"."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Any

from werkzeug.datastructures import MultiDict

from ama_net.kernel.directory.feeds.answers import dumped
from ama_net.kernel.directory.feeds.bmlt_entries import Entry, searchable

EARTH_KM, MILE_KM = 6371.0, 1.609344
MOST_VALUES, LONGEST = 200, 200

Args = MultiDict[str, str]
Keep = Callable[[Entry], bool]


class WrongQuery(ValueError):
    """A value that cannot be what its name says; the text says which."""


SORTS: dict[str, Callable[[Entry], Any]] = {
    "weekday_tinyint": lambda entry: entry.weekday,
    "start_time": lambda entry: entry.starts,
    "duration_time": lambda entry: entry.length,
    "meeting_name": lambda entry: entry.name,
    "location_municipality": lambda entry: entry.town,
    "service_body_bigint": lambda entry: entry.body,
    "id_bigint": lambda entry: entry.number,
}
ALIASES = {
    "weekday": "weekday_tinyint,location_municipality,start_time",
    "time": "weekday_tinyint,start_time,location_municipality",
    "town": "location_municipality,weekday_tinyint,start_time",
}
USUAL_ORDER = "weekday_tinyint,start_time,duration_time,meeting_name,id_bigint"


@dataclass(frozen=True)
class _Circle:
    lat: float
    lon: float
    km: float | None
    nearest: int | None

    def far(self, entry: Entry) -> float:
        """How far a meeting is, in km; endless when nobody has measured where it is."""
        if entry.lat is None or entry.lon is None:
            return float("inf")
        north, east = radians(entry.lat - self.lat), radians(entry.lon - self.lon)
        part = sin(north / 2) ** 2 + cos(radians(self.lat)) * cos(radians(entry.lat)) * sin(east / 2) ** 2
        return 2 * EARTH_KM * asin(min(1.0, sqrt(part)))


def found(entries: Iterable[Entry], args: Args) -> list[Entry]:
    """The meetings an address asks for, in its order, one page of them when it wants pages.

    Raises:
        WrongQuery: a value is not a number, or is out of range.
    """
    keeps = [keep for keep in (*_chosen(args), *_timed(args), _worded(args), _keyed(args)) if keep is not None]
    circle = _circle(args)
    chosen = [entry for entry in entries if all(keep(entry) for keep in keeps)]
    if circle is not None:
        chosen = _within(chosen, circle)
    if circle is None or args.get("sort_results_by_distance") != "1":
        chosen.sort(key=_order(args))
    return _page(chosen, args)


def cut(entry: Entry, fields: Sequence[str]) -> bytes:
    """A meeting as JSON, or only some of its fields."""
    if not fields:
        return entry.text
    return dumped({name: said for name, said in json.loads(entry.text).items() if name in fields})


def fields_of(args: Args) -> list[str]:
    """The fields asked for; none means all."""
    return [name for name in args.get("data_field_key", "").split(",") if name][:MOST_VALUES]


def whole_numbers(args: Args, name: str) -> list[int]:
    """``weekdays=2,3``, ``weekdays[]=2&weekdays[]=3``."""
    said = [*args.getlist(name), *args.getlist(f"{name}[]")]
    parts = [part.strip() for value in said for part in value.split(",") if part.strip()]
    if len(parts) > MOST_VALUES or not all(re.fullmatch(r"[+-]?[0-9]{1,18}", part) for part in parts):
        raise WrongQuery(f"{name}: whole numbers, separated by commas")
    return [int(part) for part in parts]


def _chosen(args: Args) -> Iterable[Keep | None]:
    yield _one_of(args, "weekdays", lambda entry: entry.weekday)
    yield _one_of(args, "venue_types", lambda entry: entry.venue_type)
    yield _one_of(args, "services", lambda entry: entry.body)
    yield _one_of(args, "meeting_ids", lambda entry: entry.number)
    numbers = whole_numbers(args, "formats")
    wanted, unwanted = {n for n in numbers if n > 0}, {-n for n in numbers if n < 0}
    if wanted:
        any_will_do = args.get("formats_comparison_operator", "AND").upper() == "OR"
        yield lambda entry: bool(wanted & entry.formats) if any_will_do else wanted <= entry.formats
    if unwanted:
        yield lambda entry: not unwanted & entry.formats


def _one_of(args: Args, name: str, value: Callable[[Entry], int]) -> Keep | None:
    numbers = whole_numbers(args, name)
    wanted, unwanted = {n for n in numbers if n > 0}, {-n for n in numbers if n < 0}
    if not numbers:
        return None
    return lambda entry: (not wanted or value(entry) in wanted) and value(entry) not in unwanted


def _timed(args: Args) -> Iterable[Keep | None]:
    after, before = _minutes(args, "StartsAfter"), _minutes(args, "StartsBefore")
    ends, least, most = (_minutes(args, name) for name in ("EndsBefore", "MinDuration", "MaxDuration"))
    if after is not None:
        yield lambda entry: entry.starts > after
    if before is not None:
        yield lambda entry: entry.starts < before
    if ends is not None:
        # Of a meeting whose end nobody has said (length 0) nobody can say when it is over, nor that it is short.
        yield lambda entry: 0 < entry.length < ends - entry.starts
    if least is not None:
        yield lambda entry: entry.length >= least
    if most is not None:
        yield lambda entry: 0 < entry.length <= most


def _minutes(args: Args, name: str) -> int | None:
    hours, minutes = args.get(f"{name}H", ""), args.get(f"{name}M", "")
    if not hours and not minutes:
        return None
    if not all(re.fullmatch(r"[0-9]{0,2}", said) for said in (hours, minutes)) or int(minutes or 0) > 59:
        raise WrongQuery(f"{name}H, {name}M: hours and minutes")
    return int(hours or 0) * 60 + int(minutes or 0)


def _worded(args: Args) -> Keep | None:
    words = searchable(args.get("SearchString", "")[:LONGEST]).split()
    return (lambda entry: all(word in entry.words for word in words)) if words else None


def _keyed(args: Args) -> Keep | None:
    key, value = args.get("meeting_key"), args.get("meeting_key_value")
    if not key:
        return None
    return lambda entry: json.loads(entry.text).get(key) == value


def _circle(args: Args) -> _Circle | None:
    lat, lon = _number(args, "lat_val"), _number(args, "long_val")
    if lat is None and lon is None:
        return None
    km, miles = _number(args, "geo_width_km"), _number(args, "geo_width")
    width = km if km is not None else miles * (MILE_KM if miles > 0 else 1) if miles is not None else None
    if lat is None or lon is None or width is None or not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise WrongQuery("lat_val, long_val, and geo_width_km or geo_width: all of them, within the world")
    return _Circle(lat, lon, width, None) if width >= 0 else _Circle(lat, lon, None, min(int(-width), 10_000))


def _number(args: Args, name: str) -> float | None:
    said = args.get(name, "")
    if said and not re.fullmatch(r"[+-]?[0-9]{1,9}(\.[0-9]{1,15})?", said):
        raise WrongQuery(f"{name}: a number")
    return float(said) if said else None


def _within(entries: Iterable[Entry], circle: _Circle) -> list[Entry]:
    """The meetings whose place is known and near; with a negative width, the nearest so many."""
    far = {entry.number: circle.far(entry) for entry in entries}
    near = sorted((entry for entry in entries if far[entry.number] < float("inf")), key=lambda one: far[one.number])
    if circle.nearest is not None:
        return near[: circle.nearest]
    return [entry for entry in near if far[entry.number] <= (circle.km or 0)]


def _order(args: Args) -> Callable[[Entry], tuple[Any, ...]]:
    asked = args.get("sort_keys") or ALIASES.get(args.get("sort_key", ""), "")
    keys = [SORTS[name] for name in f"{asked},{USUAL_ORDER}".split(",") if name in SORTS]
    return lambda entry: tuple(key(entry) for key in keys)


def _page(entries: list[Entry], args: Args) -> list[Entry]:
    size, number = whole_numbers(args, "page_size"), whole_numbers(args, "page_num")
    if not size:
        return entries
    start = (max(1, number[0] if number else 1) - 1) * max(1, size[0])
    return entries[start : start + max(1, size[0])]
