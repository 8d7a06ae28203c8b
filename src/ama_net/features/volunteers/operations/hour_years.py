"""Closing a year of hours, when they enter the balance or the social report; opening it again is in the settings."""

from flask_babel import lazy_gettext as _l

from ama_net.features.volunteers.queries_hours import count_waiting, in_year
from ama_net.features.volunteers.settings_hours import HoursSettings
from ama_net.foundation.clock import today
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy.settings import read_settings, save_settings


def close_year(year: int, *, by: Actor) -> None:
    """Close the hours of a year and of those before; closed already, nothing happens. Who may: VOLUNTEERS_EDIT.

    Raises:
        WrongFact: the year is not over, or some of its hours wait for the office.
    """
    if year >= today().year:
        raise WrongFact("year", _l("Si chiude un anno che è finito."))
    settings = read_settings(HoursSettings)
    if year <= settings.locked_through_year:
        return
    if count_waiting(in_year(year)):
        raise WrongFact("year", _l("Prima si approvano o si rimandano le ore del %(year)s che aspettano.", year=year))
    save_settings(settings.model_copy(update={"locked_through_year": year}), by=by.account_id)
    record(by=by, verb="hours.year_closed", subject=("hour_years", str(year)), changes={"year": year})
