"""The public API: ``/api/v1/groups`` and its like. Whoever may read the pages may read this, and nothing more."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Response, request
from flask_babel import force_locale
from sqlalchemy import func, select

from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.directory.addressing import LAST_PAGE, query_from
from ama_net.kernel.directory.calendar import series_of
from ama_net.kernel.directory.feeds.answers import dumped, json_answer, opened
from ama_net.kernel.directory.feeds.api_models import (
    Association,
    Group,
    GroupContact,
    GroupList,
    Label,
    MeetingLine,
    Occurrence,
    PauseSpan,
    Place,
    Promoter,
    Shape,
    Theme,
    ThemeList,
)
from ama_net.kernel.directory.feeds.rows import published
from ama_net.kernel.directory.feeds.whose import Whose
from ama_net.kernel.directory.feeds.wording import line_words, plain
from ama_net.kernel.directory.models import Listing
from ama_net.kernel.directory.pairs import in_the_portal
from ama_net.kernel.directory.queries import SearchQuery, found_ids
from ama_net.kernel.scheduling import WrongRule, next_occurrences

PER_PAGE, MOST_PER_PAGE = 20, 100
NEXT = 5

PROBLEM = "application/problem+json"
TITLES = {
    400: "La richiesta non si capisce", 404: "Non c'è", 405: "Qui si può solo leggere", 429: "Troppe richieste",
    500: "Qualcosa non ha funzionato",
}  # fmt: skip


class WrongValue(ValueError):
    """A value of the address that cannot be; the text names it."""


def problem(status: int, detail: str = "") -> Response:
    """What went wrong, as RFC 9457 has it."""
    told = {"type": "about:blank", "title": TITLES.get(status, "Errore"), "status": status, "detail": detail}
    answer = opened(Response(dumped(told), status, mimetype=PROBLEM))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def groups(whose: Whose) -> Response:
    """The groups an address asks for, with the finder's own words; pages in the Link header."""
    try:
        query, examples = _query(whose), _yes_or_no("examples")
    except WrongValue as wrong:
        return problem(400, str(wrong))
    found, total = _search(query, whose, examples=examples)
    pages = max(1, -(-total // query.per_page))
    with force_locale("it"):
        items = [_group(row, whose, now()) for row in found]
    page = GroupList(items=items, total=total, page=query.page, per_page=query.per_page, pages=pages)
    answer = _json(page)
    answer.headers["Link"] = _links(whose, query, pages)
    return answer


def group(whose: Whose, slug: str) -> Response:
    """One group; on the portal ``<association>/<slug>``, since two associations may use the same word."""
    association, _, name = slug.rpartition("/")
    if bool(association) != whose.is_portal or "\x00" in slug:
        return problem(404, "Nessun gruppo ha questo indirizzo.")
    statement = published(whose).where(Listing.slug == name)
    if association:
        statement = statement.where(Listing.tenant_slug == association)
    row = db.session.execute(statement).one_or_none()
    if row is None:
        return problem(404, "Nessun gruppo ha questo indirizzo.")
    with force_locale("it"):
        return _json(_group(row, whose, now()))


def themes(whose: Whose) -> Response:
    """The themes of the published groups, each with how many there are (examples left out)."""
    statement = (
        select(Listing.theme_key, func.min(Listing.theme_label), func.min(Listing.theme_label_en), func.count())
        .where(Listing.theme_key.is_not(None), Listing.kind == "group", ~Listing.is_example)
        .group_by(Listing.theme_key)
        .order_by(Listing.theme_key)
    )
    scope = Listing.tenant_id == whose.tenant_id if whose.tenant_id else in_the_portal()
    items = [
        Theme(key=key, label=label, label_en=english or label, groups=many)
        for key, label, english, many in db.session.execute(statement.where(scope))
    ]
    return _json(ThemeList(items=items))


def _json(shape: Shape) -> Response:
    # Without a date: the next meetings change with the hour, and a date would not tell.
    return json_answer(shape.model_dump(mode="json"))


def _query(whose: Whose) -> SearchQuery:
    page, per_page = _number("page", 1, LAST_PAGE), _number("per_page", PER_PAGE, MOST_PER_PAGE)
    return replace(query_from(request.args, tenant_id=whose.tenant_id, per_page=per_page), page=page)


def _number(name: str, usual: int, most: int) -> int:
    said = request.args.get(name, "")
    if not said:
        return usual
    if not (said.isascii() and said.isdigit() and len(said) < 9 and 1 <= int(said) <= most):
        raise WrongValue(f"{name}: un numero da 1 a {most}.")
    return int(said)


def _yes_or_no(name: str) -> bool:
    said = request.args.get(name, "false")
    if said not in {"true", "false"}:
        raise WrongValue(f"{name}: true oppure false.")
    return said == "true"


def _search(query: SearchQuery, whose: Whose, *, examples: bool) -> tuple[list[Any], int]:
    """The rows of the page in the finder's order, and how many there are in all."""
    left_out = set() if examples else _examples(whose)
    ids = [one for one in found_ids(query) if one not in left_out]
    start = (query.page - 1) * query.per_page
    places = {one: place for place, one in enumerate(ids[start : start + query.per_page])}
    if not places:
        return [], len(ids)
    rows = db.session.execute(published(whose).where(Listing.group_id.in_(list(places)))).all()
    return sorted(rows, key=lambda row: places[row.group_id]), len(ids)


def _examples(whose: Whose) -> set[UUID]:
    statement = select(Listing.group_id).where(Listing.is_example)
    if whose.tenant_id is not None:
        statement = statement.where(Listing.tenant_id == whose.tenant_id)
    return set(db.session.scalars(statement))


def _links(whose: Whose, query: SearchQuery, pages: int) -> str:
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "page"]
    page = query.page
    targets = {"first": 1, "prev": page - 1, "next": page + 1, "last": pages}
    return ", ".join(
        f'<{whose.base_url}/api/v1/groups?{urlencode([*kept, ("page", number)])}>; rel="{rel}"'
        for rel, number in targets.items()
        if 1 <= number <= pages
    )


def _group(row: Any, whose: Whose, moment: datetime) -> Group:
    page = whose.page_of(row)
    path = f"{row.tenant_slug}/{row.slug}" if whose.is_portal else row.slug
    return Group(
        id=row.group_id,
        slug=row.slug,
        name=row.name,
        association=Association(slug=row.tenant_slug, name=row.tenant_name, url=whose.home_of(row)),
        url=page,
        api_url=f"{whose.base_url}/api/v1/groups/{path}",
        feedback_url=f"{page}/segnala",
        kind=row.kind,
        status=row.status,
        confirmed=row.status != "unconfirmed" and row.confirmed_on is not None,
        confirmed_on=row.confirmed_on,
        example=row.is_example,
        protected=row.hides_place,
        updated_at=row.updated_at,
        started_on=row.started_on,
        theme=_theme(row),
        theme_words=row.theme_words,
        audiences=[
            Label(key=one["key"], label=one["label"], label_en=one["label_en"] or one["label"]) for one in row.audiences
        ],
        mode=row.mode,
        entry=row.entry,
        newcomers=row.newcomers,
        languages=list(row.languages),
        description=plain(row.description),
        promoters=[Promoter(name=one["name"], role=one["role"]) for one in row.promoters],
        contact=GroupContact(**row.contact) if row.contact else None,
        online_url=row.online_url,
        place=_place(row),
        timetable=[_line(meeting) for meeting in row.meetings],
        pauses=[PauseSpan.model_validate(pause) for pause in row.pauses],
        next=_next(row, moment),
    )


def _theme(row: Any) -> Theme | None:
    if not row.theme_key:
        return None
    return Theme(key=row.theme_key, label=row.theme_label, label_en=row.theme_label_en or row.theme_label)


def _place(row: Any) -> Place | None:
    if not (row.municipality_code or row.venue_name or row.address):
        return None
    return Place(
        venue=row.venue_name,
        address=row.address or None,
        postcode=row.postcode or None,
        municipality=row.municipality,
        istat_code=row.municipality_code,
        province=row.province,
        district=row.district,
        latitude=row.lat,
        longitude=row.lon,
        step_free=row.step_free,
    )


def _line(meeting: Any) -> MeetingLine:
    told = {name: value for name, value in meeting.items() if name in MeetingLine.model_fields}
    return MeetingLine.model_validate({**told, "words": line_words(meeting, today())})


def _next(row: Any, moment: datetime) -> list[Occurrence]:
    if row.status == "suspended":
        return []
    try:
        times = next_occurrences(series_of(row), moment, limit=NEXT, cancelled=True)
    except WrongRule:
        return []
    return [
        Occurrence(
            starts=one.starts,
            ends=one.known_end,
            cancelled=one.cancelled,
            place=one.change.place if one.change else "",
            note=one.change.note if one.change else "",
        )
        for one in times
    ]
