"""BMLT JSON (``GetSearchResults``): the fields of an object, with its formats by letters or by shared number."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from ama_net.features.groups.importing.addresses import place_from_parts
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
from ama_net.features.groups.models import Mode

FIRST_DAY = 1
"""Sunday's number: in this system Monday is 2."""

SIGNS = {"id_bigint", "weekday_tinyint", "meeting_name", "service_body_bigint", "format_shared_id_list"}
"""Fields that only this system has."""

ANY_DAY = date(2000, 1, 1)

MODES: dict[float, str] = {1: Mode.IN_PERSON, 2: Mode.ONLINE, 3: Mode.HYBRID}


def is_bmlt(item: Mapping[str, Any]) -> bool:
    """Whether an object comes from this system."""
    return not SIGNS.isdisjoint(item)


def tell_bmlt(item: Mapping[str, Any], formats: Mapping[str, str]) -> Told:
    """What a BMLT object says; ``formats`` are the letters of each shared number, when the feed explains them."""
    told = Told(name=line_of(item.get("meeting_name")))
    told.days, strange = days_of(item.get("weekday_tinyint"), first=FIRST_DAY)
    told.strange += [("weekday", words) for words in strange]
    told.starts, told.time_words = hour_of(item.get("start_time"))
    told.ends = _end(told.starts, item.get("duration_time"))
    _where(told, item)
    told.codes = _codes(item, formats)
    told.notes = "\n".join(
        dict.fromkeys(filter(None, (text_of(item.get("comments")), text_of(item.get("location_info")))))
    )
    told.mode = MODES.get(number_of(item.get("venue_type")) or 0)
    _online(told, item)
    if told.source_is_ours(item.get("group_url"), f"{line_of(item.get('group_url'))}/segnala"):
        told.take_own_notes()
    told.organisation, told.source = line_of(item.get("service_body_name")), url_of(item.get("group_url"))
    told.contact_name = line_of(first_of(item, ("contact_name_1", "contact_name")))
    told.contact_phone = line_of(first_of(item, ("contact_phone_1", "contact_phone")))
    told.contact_email = line_of(first_of(item, ("email_contact", "contact_email_1")))
    if yes_or_no(item.get("published")) is False:
        told.refusal = "la fonte la tiene nascosta (published: 0)"
    return told


def _where(told: Told, item: Mapping[str, Any]) -> None:
    told.venue = line_of(item.get("location_text"))
    told.place = place_from_parts(
        line_of(item.get("location_street")),
        line_of(first_of(item, ("location_municipality", "location_city_subsection"))),
        line_of(item.get("location_province")),
        line_of(item.get("location_postal_code_1")),
    )
    told.lat, told.lon = number_of(item.get("latitude")), number_of(item.get("longitude"))


def _codes(item: Mapping[str, Any], formats: Mapping[str, str]) -> list[str]:
    letters = [line_of(code) for code in list_of(item.get("formats"))]
    if letters:
        return letters
    numbers = [line_of(number) for number in list_of(item.get("format_shared_id_list"))]
    return [formats.get(number, f"n. {number}") for number in numbers]


def _end(starts: time | None, duration: Any) -> time | None:
    length, _words = hour_of(duration)
    if starts is None or length is None or length == time(0):
        return None
    lasts = timedelta(hours=length.hour, minutes=length.minute)
    return (datetime.combine(ANY_DAY, starts) + lasts).time()


def _online(told: Told, item: Mapping[str, Any]) -> None:
    told.online_url = url_of(item.get("virtual_meeting_link"))
    if item.get("virtual_meeting_link") and not told.online_url:
        told.strange.append(("online_url", line_of(item["virtual_meeting_link"])))
    notes = [text_of(item.get("virtual_meeting_additional_info"))]
    phone = line_of(item.get("phone_meeting_number"))
    told.online_notes = "\n".join(filter(None, (*notes, f"Telefono: {phone}" if phone else "")))
