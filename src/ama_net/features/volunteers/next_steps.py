"""What is to be done for a volunteer, in plain words, each with the page where it is done."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ama_net.features.volunteers.about_volunteer import AboutVolunteer, needs_of_register
from ama_net.features.volunteers.insurance_words import RISKS
from ama_net.features.volunteers.models import ClaimState, Volunteer
from ama_net.kernel.access import Actor, Permission


@dataclass(frozen=True)
class Step:
    """A sentence, what its button says, and where it leads; no address for who may only read."""

    text: str
    verb: str = ""
    url: str = ""


def next_steps(volunteer: Volunteer, about: AboutVolunteer, actor: Actor) -> list[Step]:
    """What to do next, the law's first; nothing but what waits for the office once the service is over."""
    current = [*_of_law(volunteer, about), *_of_person(volunteer, actor)] if volunteer.is_active else []
    return [*current, *_waiting(volunteer, about)]


def _of_law(volunteer: Volunteer, about: AboutVolunteer) -> Iterator[Step]:
    insurance = url_for("insurance_manage.of_volunteer", volunteer_id=volunteer.id)
    if about.cover is None:
        text = _(
            "Oggi non risulta nessuna assicurazione: la legge la vuole per ogni volontario (D.Lgs. 117/2017 art. 18)."
        )
        yield Step(text, _("Apri l'assicurazione"), insurance)
    elif about.cover.missing:
        risks = ", ".join(str(RISKS[risk]) for risk in about.cover.missing)
        text = _("L'assicurazione non comprende: %(risks)s.", risks=risks)
        yield Step(text, _("Apri l'assicurazione"), insurance)
    if about.letter is None:
        text = _("Manca la lettera di riservatezza: si accetta nell'area personale, o si firma su carta.")
        yield Step(
            text, _("Apri la lettera"), url_for("volunteer_profiles_manage.of_volunteer", volunteer_id=volunteer.id)
        )
    if about.paid:
        yield Step(about.paid, _("Apri i controlli"), url_for("volunteer_checks.index"))


def _of_person(volunteer: Volunteer, actor: Actor) -> Iterator[Step]:
    person, lacking = volunteer.person, needs_of_register(volunteer.person)
    url = url_for("people_manage.show", person_id=person.id)
    verb = _("Completa i dati") if actor.can(Permission.PEOPLE_EDIT) else _("Apri i dati")
    if "who" in lacking:
        yield Step(_("Per il registro serve il codice fiscale, oppure data e luogo di nascita."), verb, url)
    if "home" in lacking:
        yield Step(_("Per il registro serve la residenza, o il domicilio."), verb, url)
    if not person.email:
        yield Step(
            _("Non c'è un'e-mail: le lettere partono su carta, e non può entrare nell'area personale."), verb, url
        )


def _waiting(volunteer: Volunteer, about: AboutVolunteer) -> Iterator[Step]:
    if about.waiting:
        text = ngettext(
            "Ha scritto delle ore: una registrazione è da approvare.",
            "Ha scritto delle ore: %(num)s registrazioni sono da approvare.",
            about.waiting,
        )
        yield Step(text, _("Apri le ore"), url_for("hours_manage.of_volunteer", volunteer_id=volunteer.id))
    if any(claim.state == ClaimState.SUBMITTED for claim in about.claims):
        url = url_for("expenses_manage.of_volunteer", volunteer_id=volunteer.id)
        yield Step(_("Ha chiesto un rimborso: è da guardare."), _("Apri le spese"), url)
