"""Meeting Guide JSON (code4recovery/spec): the fields of an object, and the mistakes real feeds make in them."""

from collections.abc import Mapping
from typing import Any

from ama_net.features.groups.importing.addresses import Place, place_from_line, place_from_parts
from ama_net.features.groups.importing.told import Told
from ama_net.features.groups.importing.values import (
    days_of,
    first_of,
    hour_of,
    line_of,
    list_of,
    number_of,
    text_of,
    url_of,
    yes_or_no,
)
from ama_net.features.groups.importing.vocabulary import Vocabulary
from ama_net.features.groups.models import Mode

FIRST_DAY = 0
"""Sunday's number."""

MODES = {"in_person": Mode.IN_PERSON, "hybrid": Mode.HYBRID, "online": Mode.ONLINE}
"""``attendance_option``, which plugins add to the specification."""


def tell_meeting_guide(item: Mapping[str, Any], vocabulary: Vocabulary) -> Told:
    """What a Meeting Guide object says."""
    group, name = line_of(item.get("group")), line_of(item.get("name"))
    told = Told(name=group or name, meeting_name=name if group else "")
    _when(told, item)
    _where(told, item, vocabulary)
    told.codes = [line_of(code) for code in list_of(item.get("types"))]
    told.notes = _notes(item)
    told.mode = MODES.get(line_of(item.get("attendance_option")))
    _online(told, item)
    if told.source_is_ours(item.get("url"), item.get("feedback_url")):
        told.take_own_notes()
    told.organisation, told.source = line_of(item.get("entity")), url_of(item.get("url"))
    told.contact_name = line_of(item.get("contact_1_name"))
    told.contact_phone = line_of(first_of(item, ("contact_1_phone", "phone")))
    told.contact_email = line_of(first_of(item, ("contact_1_email", "email")))
    return told


def _when(told: Told, item: Mapping[str, Any]) -> None:
    told.days, strange = days_of(item.get("day"), first=FIRST_DAY)
    told.strange += [("weekday", words) for words in strange]
    told.starts, told.time_words = hour_of(item.get("time"))
    told.ends, words = hour_of(item.get("end_time"))
    told.strange += [("time", words)] if words else []


def _where(told: Told, item: Mapping[str, Any], vocabulary: Vocabulary) -> None:
    told.venue = line_of(item.get("location"))
    town, line = line_of(item.get("city")), line_of(item.get("formatted_address"))
    if town or item.get("address"):
        told.place = place_from_parts(
            line_of(item.get("address")), town, line_of(item.get("state")), line_of(item.get("postal_code"))
        )
    if line and not told.place.town:
        told.place = place_from_line(line, vocabulary)
    if not told.place.town:
        told.place = _place_of_region(told.place, item, vocabulary)
    told.approximate = yes_or_no(item.get("approximate"))
    told.lat, told.lon = number_of(item.get("latitude")), number_of(item.get("longitude"))
    if told.lat is None and item.get("coordinates"):
        both = [number_of(part) for part in list_of(item["coordinates"])]
        told.lat, told.lon = (both[0], both[1]) if len(both) == 2 else (None, None)


def _place_of_region(place: Place, item: Mapping[str, Any], vocabulary: Vocabulary) -> Place:
    """Feeds without a municipality often name it as a region, the most particular last."""
    regions = [*list_of(item.get("regions")), item.get("region"), item.get("sub_region"), item.get("sub_sub_region")]
    for words in reversed([line_of(region) for region in regions]):
        if words and vocabulary.find_municipality(words, ""):
            return Place(place.address, place.postcode, words)
    return place


def _notes(item: Mapping[str, Any]) -> str:
    parts = [text_of(item.get(name)) for name in ("notes", "group_notes", "location_notes")]
    return "\n".join(dict.fromkeys(part for part in parts if part))


def _online(told: Told, item: Mapping[str, Any]) -> None:
    told.online_url = url_of(item.get("conference_url"))
    if item.get("conference_url") and not told.online_url:
        told.strange.append(("online_url", line_of(item["conference_url"])))
    notes = [text_of(item.get("conference_url_notes"))]
    phone = line_of(item.get("conference_phone"))
    if phone:
        notes += [f"Telefono: {phone}", text_of(item.get("conference_phone_notes"))]
    told.online_notes = "\n".join(filter(None, notes))
