"""``/client_interface/json/?switcher=…`` as a BMLT server answers it, so that its readers (crouton, bread) find us."""

import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from flask import Response, request

from ama_net.kernel.directory.feeds.answers import JSON, dumped, opened, unchanged
from ama_net.kernel.directory.feeds.bmlt_entries import FEED, Body, Format, Portion
from ama_net.kernel.directory.feeds.bmlt_search import Args, WrongQuery, cut, fields_of, found, whole_numbers
from ama_net.kernel.directory.feeds.kept import current
from ama_net.kernel.directory.feeds.whose import Whose

VERSION = "4.0.2"
"""The version of the interface we answer like: readers ask it to know what they may ask."""

CALLBACK = re.compile(r"[A-Za-z_$][\w$]{0,63}(\.[A-Za-z_$][\w$]{0,63}){0,4}", re.ASCII)
SCRIPT = "text/javascript"


def json_answer(whose: Whose) -> Response:
    """The answer as JSON."""
    return _answer(whose, "")


def jsonp_answer(whose: Whose) -> Response:
    """The answer as a script that calls a function of the page; its name can be a name and nothing else."""
    callback = request.args.get("callback", "callback")
    if not CALLBACK.fullmatch(callback):
        return _refusal("callback: the name of a function")
    return _answer(whose, callback)


def _answer(whose: Whose, callback: str) -> Response:
    ask = SWITCHERS.get(request.args.get("switcher", ""))
    if ask is None:
        return _refusal(f"switcher: one of {', '.join(SWITCHERS)}")
    kept = current(FEED, whose)
    query = "&".join(f"{name}={value}" for name, value in sorted(request.args.items(multi=True)))
    tag = sha256(f"{kept.seal}|{kept.day}|{callback}|{whose}|{query}".encode()).hexdigest()[:32]
    same = unchanged(tag, kept.changed)
    if same is not None:
        return same
    try:
        body = ask(kept.whole, request.args, whose)
    except WrongQuery as wrong:
        return _refusal(str(wrong))
    if callback:
        return opened(Response(_script(callback, body), mimetype=SCRIPT), tag, kept.changed)
    return opened(Response(body, mimetype=JSON), tag, kept.changed)


def _script(callback: str, body: bytes) -> bytes:
    safe = body.replace("\u2028".encode(), b"\\u2028").replace("\u2029".encode(), b"\\u2029")
    return b"/**/" + callback.encode() + b"(" + safe + b");"


def _refusal(reason: str) -> Response:
    answer = opened(Response(dumped({"error": reason}), 400, mimetype=JSON))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _search_results(portion: Portion, args: Args, whose: Whose) -> bytes:
    entries = found(portion.entries, args)
    fields = fields_of(args)
    meetings = b"[" + b",".join(cut(entry, fields) for entry in entries) + b"]"
    if not {"get_used_formats", "get_formats_only"} & set(args):
        return meetings
    used = frozenset[int]().union(*(entry.formats for entry in entries))
    formats = dumped([_format(one, whose) for one in portion.formats.values() if one.number in used])
    if "get_formats_only" in args:
        return b'{"formats":' + formats + b"}"
    return b'{"meetings":' + meetings + b',"formats":' + formats + b"}"


def _formats(portion: Portion, args: Args, whose: Whose) -> bytes:
    numbers = whole_numbers(args, "format_ids")
    wanted, unwanted = {n for n in numbers if n > 0}, {-n for n in numbers if n < 0}
    keys = {key for name in ("key_strings", "key_strings[]") for key in args.getlist(name)}
    return dumped(
        [
            _format(one, whose)
            for one in portion.formats.values()
            if (not wanted or one.number in wanted) and one.number not in unwanted and (not keys or one.key in keys)
        ]
    )


def _format(one: Format, whose: Whose) -> dict[str, str]:
    return {
        "key_string": one.key,
        "name_string": one.name,
        "description_string": one.description,
        "lang": "it",
        "id": str(one.number),
        "world_id": one.world,
        "format_type_enum": one.kind,
        "root_server_uri": whose.base_url,
        "server_uri": whose.base_url,
    }


def _service_bodies(portion: Portion, args: Args, whose: Whose) -> bytes:
    numbers = whole_numbers(args, "services")
    wanted, unwanted = {n for n in numbers if n > 0}, {-n for n in numbers if n < 0}
    return dumped(
        [_body(one) for one in portion.bodies if (not wanted or one.number in wanted) and one.number not in unwanted]
    )


def _body(one: Body) -> dict[str, str]:
    return {
        "id": str(one.number),
        "parent_id": "0",
        "name": one.name,
        "description": "",
        "type": "AS",
        "url": one.url,
        "helpline": one.phone,
        "world_id": "",
    }


FIELDS = {
    "id_bigint": "Numero", "service_body_bigint": "Associazione", "weekday_tinyint": "Giorno", "venue_type": "Modo",
    "start_time": "Ora", "duration_time": "Durata", "formats": "Caratteristiche", "meeting_name": "Nome",
    "comments": "Note", "location_text": "Sede", "location_street": "Indirizzo", "location_municipality": "Comune",
    "location_sub_province": "Distretto", "location_province": "Provincia", "location_postal_code_1": "CAP",
    "virtual_meeting_link": "Indirizzo online", "latitude": "Latitudine", "longitude": "Longitudine",
    "root_server_uri": "Sito", "group_url": "Pagina del gruppo",
}  # fmt: skip


def _field_keys(portion: Portion, args: Args, whose: Whose) -> bytes:
    return dumped([{"key": key, "description": words} for key, words in FIELDS.items()])


def _server_info(portion: Portion, args: Args, whose: Whose) -> bytes:
    whole, half, last = map(int, VERSION.split("."))
    info: dict[str, Any] = {
        "version": VERSION,
        "versionInt": str(whole * 1_000_000 + half * 1000 + last),
        "langs": "it",
        "nativeLang": "it",
        "centerLongitude": "",
        "centerLatitude": "",
        "centerZoom": "",
        "defaultDuration": "00:00:00",
        "regionBias": "it",
        "charSet": "UTF-8",
        "distanceUnits": "km",
        "semanticAdmin": "0",
        "emailEnabled": "0",
        "emailIncludesServiceBodies": "0",
        "changesPerMeeting": "0",
        "meeting_time_zones_enabled": "1",
        "available_keys": ",".join(FIELDS),
        "google_api_key": "",
        "aggregator_mode_enabled": False,
    }
    return dumped([info])


SWITCHERS: dict[str, Callable[[Portion, Args, Whose], bytes]] = {
    "GetSearchResults": _search_results,
    "GetFormats": _formats,
    "GetServiceBodies": _service_bodies,
    "GetFieldKeys": _field_keys,
    "GetServerInfo": _server_info,
}
