"""A facilitator's own groups: only theirs, only while their term lasts. Any other group is not there (404)."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.groups.facilitator_words import FACILITATOR_ROLES
from ama_net.features.groups.forms_facilitators import HeadCountForm
from ama_net.features.groups.models import Group
from ama_net.features.groups.my_group import (
    days_to_count_now,
    facts_to_confirm,
    is_to_confirm,
    may_pause_august,
    next_august,
    next_time,
    own_times,
)
from ama_net.features.groups.operations.freshness import confirm_facts
from ama_net.features.groups.operations.headcounts import CORRECTABLE, WrongCount, count_heads, countable_days
from ama_net.features.groups.queries import OFFICE_STATUS_WORDS
from ama_net.features.groups.queries_facilitator_requests import facilitators_answer, waiting_by_group
from ama_net.features.groups.queries_facilitators import (
    current_terms,
    group_of_person,
    groups_of_person,
    handovers_to,
    heads_of_group,
    open_handover,
    own_term,
)
from ama_net.features.groups.rules import can_be_seen
from ama_net.features.groups.timetable import plain_day
from ama_net.foundation.clock import today
from ama_net.kernel.access import signed_in_actor
from ama_net.kernel.directory.words import STATUS_KINDS

bp = Blueprint("groups_my", __name__)

DONE, REFUSED = 303, 422


def own_person() -> UUID:
    """Who is signed in, as a person; an account that leads to none keeps no group."""
    person_id = signed_in_actor().person_id
    return person_id if person_id is not None else abort(404)


def own_group(slug: str) -> Group:
    """The group at an address, if whoever is signed in keeps it today."""
    return group_of_person(own_person(), slug) or abort(404)


@bp.get("/gruppi")
def index() -> ResponseReturnValue:
    """One's groups; who has only one, and nothing to answer, is led straight to it."""
    person_id = signed_in_actor().person_id
    groups = groups_of_person(person_id)
    handovers = handovers_to(person_id) if person_id else []
    if len(groups) == 1 and not handovers:
        return redirect(url_for(".show", slug=groups[0].slug))
    waiting = waiting_by_group(person_id)
    times = {group.id: next_time(group) for group in groups}
    return render_template("groups/my/index.html", groups=groups, handovers=handovers, waiting=waiting, times=times)


@bp.get("/gruppi/<slug>")
def show(slug: str) -> str:
    """The group: the next meeting, what is to be done, the next dates."""
    group, person_id = own_group(slug), own_person()
    return render_template(
        "groups/my/show.html",
        group=group,
        status=(OFFICE_STATUS_WORDS[group.status], STATUS_KINDS[group.status]),
        times=own_times(group),
        facts=facts_to_confirm(group),
        to_confirm=is_to_confirm(group),
        confirmed_today=group.confirmed_on == today(),
        seen=can_be_seen(group),
        to_count=days_to_count_now([group]).get(group.id),
        pauses=[pause for pause in group.pauses if pause.last_day is None or pause.last_day >= today()],
        plain_day=plain_day,
        august=next_august(today())[0] if may_pause_august(group) else None,
        answers=facilitators_answer(),
        waiting=waiting_by_group(person_id).get(group.id, 0),
        terms=current_terms(group.id),
        roles=FACILITATOR_ROLES,
        handover=open_handover(own_term(group.id, person_id)),
    )


@bp.post("/gruppi/<slug>/conferma")
def confirm(slug: str) -> ResponseReturnValue:
    """One tap: everything is right, as of today."""
    group = own_group(slug)
    confirm_facts(group, by=signed_in_actor())
    flash(_("Grazie: i dati sono confermati a oggi."), "success")
    return redirect(url_for(".show", slug=slug), DONE)


@bp.get("/gruppi/<slug>/presenze")
def heads(slug: str) -> ResponseReturnValue:
    """How many came: the form, and what was counted in the last thirty days."""
    group = own_group(slug)
    form = HeadCountForm(formdata=None, data=_counted(group, request.args.get("giorno", "")))
    return _heads_page(group, form)


@bp.post("/gruppi/<slug>/presenze")
def count(slug: str) -> ResponseReturnValue:
    """Write the numbers down, or correct them."""
    group, form = own_group(slug), HeadCountForm()
    form.offer(countable_days(group))
    if form.validate_on_submit():
        numbers = {"present": form.present.data or 0, "newcomers": form.newcomers.data or 0}
        try:
            count_heads(group, form.chosen, **numbers, by=signed_in_actor())
        except WrongCount as error:
            form[error.field].errors = [str(error)]
        else:
            flash(_("Presenze salvate."), "success")
            return redirect(url_for(".heads", slug=slug), DONE)
    return _heads_page(group, form), REFUSED


def _heads_page(group: Group, form: HeadCountForm) -> str:
    form.offer(countable_days(group))
    return render_template(
        "groups/my/heads.html", group=group, form=form, counts=heads_of_group(group.id, today() - CORRECTABLE)
    )


def _counted(group: Group, asked: str) -> dict[str, object]:
    """What was counted on the day asked for, to be corrected; otherwise the latest day nobody has counted."""
    counted = {count.day.isoformat(): count for count in heads_of_group(group.id, today() - CORRECTABLE)}
    days = [day.isoformat() for day in countable_days(group)]
    day = asked if asked in days else next((one for one in days if one not in counted), days[0])
    found = counted.get(day)
    return {"day": day, **({"present": found.present, "newcomers": found.newcomers} if found else {})}
