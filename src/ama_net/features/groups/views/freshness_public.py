"""Where the monthly mail leads: the facts of one group, and two answers. No sign-in; nothing else can be done from here."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from ama_net.features.groups.freshness_links import term_of_link
from ama_net.features.groups.models import Group, Status
from ama_net.features.groups.my_group import facts_to_confirm
from ama_net.features.groups.operations.freshness import confirm_facts, say_changed
from ama_net.features.groups.queries import group_by_id
from ama_net.features.groups.rules import can_be_seen
from ama_net.features.groups.views.join_flow import keep_to_oneself
from ama_net.foundation.clock import today
from ama_net.foundation.web.limits import limiter
from ama_net.kernel.access import Actor

bp = Blueprint("groups_freshness", __name__)
bp.after_request(keep_to_oneself)

BY_LINK = Actor(label="facilitatore")
"""Who answers by the link: the signature proves a term, the audit names nobody."""


@bp.get("/gruppi/conferma/<token>")
def show(token: str) -> ResponseReturnValue:
    """The facts and the two buttons."""
    group = _group(token)
    if group is None:
        return _over()
    return _page("show", group, token)


@bp.post("/gruppi/conferma/<token>/giusto")
@limiter.limit("20 per minute")
def right(token: str) -> ResponseReturnValue:
    """Everything is right, as of today."""
    group = _group(token)
    if group is None:
        return _over()
    confirm_facts(group, by=BY_LINK)
    return _page("right", group, token)


@bp.post("/gruppi/conferma/<token>/cambiato")
@limiter.limit("20 per minute")
def changed(token: str) -> ResponseReturnValue:
    """Something has changed: the secretariat is told, and the page says how to correct it."""
    group = _group(token)
    if group is None:
        return _over()
    say_changed(group, by=BY_LINK)
    return _page("changed", group, token)


def _group(token: str) -> Group | None:
    term = term_of_link(token)
    group = group_by_id(term.group_id) if term else None
    return group if group is not None and group.status != Status.CLOSED else None


def _page(state: str, group: Group, token: str) -> str:
    return render_template(
        "groups/public/freshness.html",
        state=state,
        group=group,
        token=token,
        facts=facts_to_confirm(group, open_page=True),
        confirmed_today=group.confirmed_on == today() and group.status != Status.UNCONFIRMED,
        seen=can_be_seen(group),
        own_page=url_for("accounts_public.sign_in", next=url_for("groups_my.show", slug=group.slug)),
    )


def _over() -> ResponseReturnValue:
    """410: not ours, too old, or the term is over; to whoever holds it these are the same."""
    return render_template("groups/public/freshness_over.html"), 410
