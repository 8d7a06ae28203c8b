"""What the office and who follows a pathway do with it in the same way: its meetings, a pause, its end."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.helpdesk.forms_pathways import (
    ClosingForm,
    DatesForm,
    MeetingsNumberForm,
    PlanForm,
    SuspensionForm,
)
from ama_net.features.helpdesk.models import Mode, Pathway, PathwayState
from ama_net.features.helpdesk.operations import pathways
from ama_net.features.helpdesk.operations.pathway_holding import check_state
from ama_net.features.helpdesk.operations.pathway_meetings import DatesTaken, change_plan, look_at, plan_meetings
from ama_net.features.helpdesk.pathway_rules import Overtaken
from ama_net.features.helpdesk.queries_pathways import coming_meetings
from ama_net.foundation.web.forms import WebForm
from ama_net.kernel.access import signed_in_actor
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame

DONE, REFUSED = 303, 422


@dataclass(frozen=True)
class PathwayDoor:
    """Through which door the pages are seen: whose layout and addresses they have, which pathways are there at all.

    ``home`` is the title of the list that a pathway is in. ``find`` answers 404 for what is not theirs.
    """

    blueprint: str
    layout: str
    find: Callable[[UUID], Pathway]

    def url(self, page: str, pathway: Pathway) -> str:
        """The address of one of a pathway's pages."""
        return url_for(f"{self.blueprint}.{page}", pathway_id=pathway.id)

    def after(self, pathway: Pathway) -> str:
        """Where one is led when something was done: to the pathway, or to the list when it is theirs no longer."""
        mine = pathway.is_followed and pathway.person_id == signed_in_actor().person_id
        if self.blueprint == "pathways_my" and not mine:
            return url_for(f"{self.blueprint}.index")
        return self.url("show", pathway)


Page = Callable[[PathwayDoor, UUID], ResponseReturnValue]
View = Callable[..., ResponseReturnValue]
Again = Callable[[WrongFact], str]


def act(door: PathwayDoor, pathway: Pathway, do: Callable[[], object], said: str, again: Again) -> ResponseReturnValue:
    """Do something and lead back; what is refused is shown in its form again, what was overtaken where it is now."""
    try:
        do()
    except Overtaken as overtaken:
        flash(str(overtaken), "warning")
    except WrongFact as refused:
        return again(refused), REFUSED
    else:
        flash(said, "success")
    return redirect(door.after(pathway), DONE)


def form_page(door: PathwayDoor, template: str, pathway: Pathway, **values: object) -> str:
    """One of the pages that both doors have."""
    return render_template(
        template, layout=door.layout, mine=door.blueprint == "pathways_my", door=door, pathway=pathway, **values
    )


def act_by_form(
    door: PathwayDoor, pathway: Pathway, form: WebForm, template: str, do: Callable[[], object], said: str
) -> ResponseReturnValue:
    """Take a form of one page: valid, something is done; else it is shown with what is to be mended."""

    def shown() -> str:
        return form_page(door, template, pathway, form=form, coming=coming_meetings(pathway.id))

    def again(refused: WrongFact) -> str:
        blame(form, refused)
        return shown()

    if not form.validate():
        return shown(), REFUSED
    return act(door, pathway, do, said, again)


# --- meetings --------------------------------------------------------------------------------------------------------


def plan_page(door: PathwayDoor, pathway_id: UUID) -> ResponseReturnValue:
    """Which days to look at and, once they are chosen, which of them are free; only of a pathway that goes on."""
    pathway = door.find(pathway_id)
    try:
        check_state(pathway, PathwayState.ACTIVE)
    except Overtaken as overtaken:
        flash(str(overtaken), "warning")
        return redirect(door.after(pathway), DONE)
    asked = "day" in request.args
    form = PlanForm(pathway.service, formdata=request.args if asked else None)
    if not asked:
        form.mode.data = pathway.wanted_mode or form.mode.data
        return _plan_html(door, pathway, form)
    if not form.validate():
        return _plan_html(door, pathway, form), REFUSED
    return _looked_at(door, pathway, form)


def fix(door: PathwayDoor, pathway_id: UUID) -> ResponseReturnValue:
    """Fix the chosen days, all of them or none."""
    pathway = door.find(pathway_id)
    form = DatesForm(pathway.service)
    if not form.validate():
        return _plan_html(door, pathway, PlanForm(pathway.service, formdata=None), dates_form=form), REFUSED
    starts, mode = form.starts.data or [], Mode(form.mode.data)
    try:
        plan_meetings(pathway, starts, mode, by=signed_in_actor())
    except Overtaken as overtaken:
        flash(str(overtaken), "warning")
        return redirect(door.after(pathway), DONE)
    except WrongFact as refused:
        flash(str(refused), "warning")
        taken = refused.taken if isinstance(refused, DatesTaken) else starts
        return _plan_html(door, pathway, PlanForm(pathway.service, formdata=None), taken=taken), 409
    flash(_("Incontri fissati: la persona è stata avvisata, se ha lasciato un'e-mail."), "success")
    return redirect(door.after(pathway), DONE)


def _looked_at(door: PathwayDoor, pathway: Pathway, form: PlanForm) -> str:
    seen = look_at(pathway, form.starts(), Mode(form.mode.data))
    dates = DatesForm(pathway.service, seen, formdata=None)
    dates.mode.data = form.mode.data
    dates.starts.data = [one.starts_at for one in seen if one.is_free and not one.is_shut]
    return _plan_html(door, pathway, form, dates_form=dates, seen=seen)


def _plan_html(door: PathwayDoor, pathway: Pathway, form: PlanForm, **values: object) -> str:
    return form_page(
        door, "helpdesk/pathway_plan.html", pathway, form=form, coming=coming_meetings(pathway.id), **values
    )


def set_number(door: PathwayDoor, pathway_id: UUID) -> ResponseReturnValue:
    """Say how many meetings the pathway has."""
    pathway, form = door.find(pathway_id), MeetingsNumberForm()

    def do() -> None:
        change_plan(pathway, form.planned_meetings.data or 1, by=signed_in_actor())

    return act_by_form(door, pathway, form, "helpdesk/pathway_number.html", do, _("Numero degli incontri cambiato."))


def number_page(door: PathwayDoor, pathway_id: UUID) -> str:
    """The form for how many meetings."""
    pathway = door.find(pathway_id)
    return form_page(door, "helpdesk/pathway_number.html", pathway, form=MeetingsNumberForm(formdata=None, obj=pathway))


# --- a pause, the end ------------------------------------------------------------------------------------------------


def suspension_page(door: PathwayDoor, pathway_id: UUID) -> str:
    """The form for a pause, with the meetings that would be called off."""
    pathway = door.find(pathway_id)
    form = SuspensionForm(formdata=None)
    return form_page(door, "helpdesk/pathway_suspend.html", pathway, form=form, coming=coming_meetings(pathway.id))


def suspend(door: PathwayDoor, pathway_id: UUID) -> ResponseReturnValue:
    """Stop the pathway for a while."""
    pathway, form = door.find(pathway_id), SuspensionForm()

    def do() -> None:
        pathways.suspend(pathway, until=form.until.data, by=signed_in_actor())

    return act_by_form(door, pathway, form, "helpdesk/pathway_suspend.html", do, _("Percorso sospeso."))


def resume(door: PathwayDoor, pathway_id: UUID) -> ResponseReturnValue:
    """Go on."""
    pathway = door.find(pathway_id)
    return _at_once(door, pathway, lambda: pathways.resume(pathway, by=signed_in_actor()), _("Percorso ripreso."))


def closing_page(door: PathwayDoor, pathway_id: UUID) -> str:
    """The form for how it ends, with the meetings that would be called off."""
    pathway = door.find(pathway_id)
    form = ClosingForm(pathway, formdata=None)
    return form_page(door, "helpdesk/pathway_close.html", pathway, form=form, coming=coming_meetings(pathway.id))


def close(door: PathwayDoor, pathway_id: UUID) -> ResponseReturnValue:
    """End the pathway."""
    pathway = door.find(pathway_id)
    form = ClosingForm(pathway)

    def do() -> None:
        pathways.close(pathway, form.chosen(), by=signed_in_actor())

    return act_by_form(door, pathway, form, "helpdesk/pathway_close.html", do, _("Percorso chiuso."))


def told(door: PathwayDoor, pathway_id: UUID) -> ResponseReturnValue:
    """Note that who left a telephone only was told."""
    pathway = door.find(pathway_id)
    return _at_once(door, pathway, lambda: pathways.note_told(pathway, by=signed_in_actor()), _("Annotato."))


def _at_once(door: PathwayDoor, pathway: Pathway, do: Callable[[], object], said: str) -> ResponseReturnValue:
    def again(refused: WrongFact) -> str:
        raise refused  # these have no form, and can only be overtaken

    return act(door, pathway, do, said, again)


_PAGES: tuple[tuple[str, str, str, Page], ...] = (
    ("incontri", "GET", "plan", plan_page),
    ("incontri", "POST", "fix", fix),
    ("numero", "GET", "number", number_page),
    ("numero", "POST", "set_number", set_number),
    ("sospensione", "GET", "suspension", suspension_page),
    ("sospensione", "POST", "suspend", suspend),
    ("ripresa", "POST", "resume", resume),
    ("chiusura", "GET", "closing", closing_page),
    ("chiusura", "POST", "close", close),
    ("avviso", "POST", "told", told),
)
"""The end of the address, the method, the name, what answers."""


def add_pages(bp: Blueprint, door: PathwayDoor, guard: Callable[[View], View] = lambda view: view) -> None:
    """Give a door's blueprint the pages of this module; ``guard`` marks each with its permission."""
    for path, method, name, page in _PAGES:
        address = f"/sportello/percorsi/<uuid:pathway_id>/{path}"
        bp.add_url_rule(address, name, guard(_view(door, page)), methods=[method])


def _view(door: PathwayDoor, page: Page) -> View:
    def view(pathway_id: UUID) -> ResponseReturnValue:
        return page(door, pathway_id)

    return view
