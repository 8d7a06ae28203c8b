"""Making one row of two: choosing the other one, then choosing what stays field by field."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from ama_net.foundation.database import db
from ama_net.foundation.web.pages import day_words
from ama_net.kernel.access import Permission, requires
from ama_net.kernel.office import offer_undo
from ama_net.kernel.people.duplicates import duplicates_of
from ama_net.kernel.people.models import Person
from ama_net.kernel.people.operations.merging import FACTS, UNDO_KIND, CannotMerge, merge_people
from ama_net.kernel.people.queries import all_people, find_people
from ama_net.kernel.people.views.manage.door import actor, bp, person_or_404
from ama_net.kernel.people.views.manage.people import vocabulary
from ama_net.kernel.people.words import LANGUAGE_NAMES

FACT_WORDS = {
    "given_name": _l("Nome"),
    "family_name": _l("Cognome"),
    "tax_code": _l("Codice fiscale"),
    "birth_date": _l("Data di nascita"),
    "birth_place": _l("Luogo di nascita"),
    "deceased_on": _l("Data di morte"),
    "preferred_language": _l("Lingua delle e-mail"),
}
MOST_FOUND = 20


@bp.get("/persone/<uuid:person_id>/unione")
@requires(Permission.PEOPLE_EDIT)
def choose_other(person_id: UUID) -> str:
    """Who it is the same human as: those who look like it, or whoever is searched for."""
    person, words = person_or_404(person_id), request.args.get("q", "").replace("\x00", "")[:100].strip()
    found: list[Person] = []
    if words:
        called = find_people(all_people(), words).where(Person.id != person.id).order_by(Person.sort_name)
        found = list(db.session.scalars(called.limit(MOST_FOUND)))
    alike = [one.person for one in duplicates_of(person)]
    return render_template(
        "people/manage/merge_choose.html", person=person, alike=alike, found=found, words=words, **vocabulary()
    )


@bp.route("/persone/<uuid:person_id>/unione/<uuid:other_id>", methods=["GET", "POST"])
@requires(Permission.PEOPLE_EDIT)
def merge(person_id: UUID, other_id: UUID) -> ResponseReturnValue:
    """The two side by side; a POST makes them one. The first stays, with what was chosen of the second."""
    kept, lost, refusal = _whole(person_id), _whole(other_id), ""
    facts = [(name, FACT_WORDS[name], _says(kept, name), _says(lost, name)) for name in FACTS]
    differing = [fact for fact in facts if fact[2] != fact[3]]
    if request.method == "POST":
        chosen = {name for name, *_rest in differing if request.form.get(name) == "other"}
        try:
            kept_ways = merge_people(kept.id, lost.id, from_lost=chosen, by=actor())
        except CannotMerge as error:
            refusal = str(error)
        else:
            offer_undo(UNDO_KIND, {}, _("Le due schede ora sono una."), by=actor(), confided=kept_ways)
            return redirect(url_for(".show", person_id=person_id))
    page = render_template(
        "people/manage/merge.html",
        kept=kept,
        lost=lost,
        facts=facts,
        differing=differing,
        refusal=refusal,
        **vocabulary(),
    )
    return page, 422 if refusal else 200


def _says(person: Person, name: str) -> str:
    value: Any = getattr(person, name)
    if name == "preferred_language":
        return str(LANGUAGE_NAMES[value])
    return day_words(value) if hasattr(value, "isoformat") else str(value or "")


def _whole(person_id: UUID) -> Person:
    whole = select(Person).options(
        selectinload(Person.contacts), selectinload(Person.addresses), selectinload(Person.consents)
    )
    found = db.session.scalars(whole.where(Person.id == person_id)).one_or_none()
    if found is None and request.method == "POST":
        flash(_("Una delle due schede non c'è più: forse sono già state unite."), "info")
    return found or abort(404)
