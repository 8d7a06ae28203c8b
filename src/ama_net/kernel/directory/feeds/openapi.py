"""``/api/openapi.json``: the public API described in OpenAPI 3.1, its shapes taken from the models themselves."""

from functools import cache
from typing import Any

from flask import Response
from pydantic.json_schema import models_json_schema

from ama_net.kernel.directory.feeds.answers import json_answer
from ama_net.kernel.directory.feeds.api_models import Group, GroupList, Problem, ThemeList
from ama_net.kernel.directory.feeds.whose import Whose

FILTERS = {
    "q": "Words to look for; accents, stems, synonyms and typing errors are taken care of.",
    "tema": "Key of a theme (see /api/v1/themes).",
    "rivolto": "Key of an audience.",
    "comune": "ISTAT code of a municipality.",
    "distretto": "A health district.",
    "modo": "presenza, online, misto or da-chiedere.",
    "giorno": "lunedi to domenica; may be repeated.",
    "fascia": "mattina, pomeriggio or sera; may be repeated.",
    "gradini": "senza: step-free places only.",
    "nuovi": "si: groups that new people may join now.",
    "lingua": "ISO 639-1 code of a language spoken.",
    "vicino": "A municipality to be near to, by name.",
    "km": "How near, in km.",
    "tipo": "gruppi (the usual), servizi-affini or servizi.",
}
"""The finder's own words: an address of the finder is an address of the API."""


def answer(whose: Whose) -> Response:
    """The description, for the host it is asked at."""
    paths = _portal_paths() if whose.is_portal else _association_paths()
    return json_answer(
        {
            "openapi": "3.1.0",
            "info": {
                "title": f"{whose.name}: public API",
                "version": "1",
                "summary": "Published self-help groups, read only, without keys.",
                "description": "Only groups: nobody who takes part in one is in any answer. A protected group has no "
                "place, day or hour here. Groups that nobody has confirmed are here, and say so.",
            },
            "servers": [{"url": whose.base_url}],
            "paths": paths,
            "components": {"schemas": _schemas()},
        }
    )


@cache
def _schemas() -> dict[str, Any]:
    models = [(model, "serialization") for model in (Group, GroupList, ThemeList, Problem)]
    _, found = models_json_schema(models, ref_template="#/components/schemas/{model}")  # type: ignore[arg-type]
    schemas: dict[str, Any] = found["$defs"]
    return schemas


def _association_paths() -> dict[str, Any]:
    return _paths("/api/v1/groups/{slug}", ["slug"])


def _portal_paths() -> dict[str, Any]:
    return _paths("/api/v1/groups/{association}/{slug}", ["association", "slug"])


def _paths(one_group: str, names: list[str]) -> dict[str, Any]:
    in_path = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]
    return {
        "/api/v1/groups": {"get": _operation("listGroups", "The published groups", "GroupList", _list_parameters())},
        one_group: {"get": _operation("getGroup", "One group", "Group", in_path, missing=True)},
        "/api/v1/themes": {"get": _operation("listThemes", "The themes of the published groups", "ThemeList", [])},
    }


def _list_parameters() -> list[dict[str, Any]]:
    found = [
        {"name": name, "in": "query", "description": said, "schema": {"type": "string"}}
        for name, said in FILTERS.items()
    ]
    for name, usual, most in (("page", 1, 500), ("per_page", 20, 100)):
        schema = {"type": "integer", "minimum": 1, "maximum": most, "default": usual}
        found.append({"name": name, "in": "query", "schema": schema})
    examples = {"type": "boolean", "default": False}
    said = "With the invented groups of a demonstration."
    return [*found, {"name": "examples", "in": "query", "description": said, "schema": examples}]


def _operation(
    name: str, summary: str, shape: str, parameters: list[dict[str, Any]], *, missing: bool = False
) -> dict[str, Any]:
    responses = {
        "200": {"description": summary, "content": _content("application/json", shape)},
        "304": {"description": "Nothing has changed since the ETag that was sent."},
        "429": {"description": "Too many requests.", "content": _content("application/problem+json", "Problem")},
    }
    refusal = ("404", "There is no such group.") if missing else ("400", "A value cannot be understood.")
    if parameters:
        responses[refusal[0]] = {
            "description": refusal[1],
            "content": _content("application/problem+json", "Problem"),
        }
    return {"operationId": name, "summary": summary, "parameters": parameters, "responses": responses}


def _content(mimetype: str, shape: str) -> dict[str, Any]:
    return {mimetype: {"schema": {"$ref": f"#/components/schemas/{shape}"}}}
