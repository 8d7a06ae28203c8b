"""The office's page on how fresh the facts of groups are, and what tomorrow's run would do."""

from flask import Blueprint, render_template, request

from ama_net.features.groups.facilitator_words import FRESHNESS_ANSWERS
from ama_net.features.groups.operations.freshness import rehearse
from ama_net.features.groups.queries import OFFICE_STATUS_WORDS
from ama_net.features.groups.queries_freshness import FRESHNESS, asks_of, groups_to_keep_fresh, people_per_group
from ama_net.features.groups.settings import GroupsSettings
from ama_net.kernel.access import Permission, requires
from ama_net.kernel.directory.words import STATUS_KINDS
from ama_net.kernel.tenancy.settings import read_settings

bp = Blueprint("groups_freshness_manage", __name__)


@bp.get("/gruppi/conferme")
@requires(Permission.GROUPS_READ)
def index() -> str:
    """The groups on the site: when each was confirmed, when its people were asked, what they said."""
    page = FRESHNESS.page(groups_to_keep_fresh(), request.args)
    shown = [group.id for group in page.rows]
    return render_template(
        "groups/manage/freshness.html",
        page=page,
        asks=asks_of(shown),
        people=people_per_group(shown),
        terms=read_settings(GroupsSettings),
        words={"status": OFFICE_STATUS_WORDS, "kinds": STATUS_KINDS, "answers": FRESHNESS_ANSWERS},
    )


@bp.get("/gruppi/conferme/prova")
@requires(Permission.GROUPS_READ)
def rehearsal() -> str:
    """What the next run would do; nothing is done."""
    return render_template("groups/manage/freshness_rehearsal.html", run=rehearse())
