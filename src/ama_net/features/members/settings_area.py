"""What an association may choose about its members' own area. What a statute may change says so, with its article."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from pydantic import Field

from ama_net.kernel.tenancy.settings import RoomSettings


class ExitEffect(StrEnum):
    """From when a withdrawal has effect."""

    YEAR_END = "year_end"
    AT_ONCE = "at_once"

    @property
    def label(self) -> LazyString:
        """As the settings' page says it."""
        return EXIT_EFFECTS[self]


EXIT_EFFECTS: dict[str, LazyString] = {
    ExitEffect.YEAR_END: _l("Alla fine dell'anno"),
    ExitEffect.AT_ONCE: _l("Subito"),
}


class AreaSettings(RoomSettings):
    """Leaving, and what members see of each other."""

    room: ClassVar[str] = "area"

    exit_effect: ExitEffect = Field(
        default=ExitEffect.YEAR_END,
        title="Da quando vale il recesso di un socio",
        description=(
            "Può cambiarlo lo statuto. Senza una regola dello statuto il recesso ha effetto allo scadere dell'anno in "
            "corso, se comunicato in tempo (art. 24 del codice civile)."
        ),
    )
    exit_notice_months: int = Field(
        default=3,
        ge=0,
        le=11,
        title="Mesi di preavviso del recesso",
        description=(
            "Può cambiarlo lo statuto. Conta solo se il recesso vale alla fine dell'anno: chi lo comunica più tardi esce "
            "alla fine dell'anno dopo. Per legge tre mesi (art. 24 del codice civile)."
        ),
    )
    exit_confirmed: bool = Field(
        default=True,
        title="La segreteria conferma il recesso prima di scriverlo nel libro soci",
        description="Recedere è un diritto e la conferma non lo può negare: serve a evitare errori (art. 24 del codice civile).",
    )
    members_see_members: bool = Field(
        default=False,
        title="I soci che lo scelgono si fanno vedere dagli altri soci",
        description=(
            "Chi vuole mostra il nome, e se crede i recapiti, agli altri soci nell'area personale. Nessuno compare senza "
            "averlo scelto. Serve che lo statuto e l'informativa lo prevedano (Garante, provv. 146/2019)."
        ),
    )


def is_late(settings: AreaSettings, asked_on: date) -> bool:
    """Whether a withdrawal comes too near the end of the year to have effect with it."""
    return settings.exit_effect == ExitEffect.YEAR_END and 12 - asked_on.month < settings.exit_notice_months


def exit_day(settings: AreaSettings, asked_on: date) -> date:
    """The day from which who withdraws is no longer a member (art. 24 of the civil code, or as the statute says).

    "Allo scadere dell'anno" is the first of January: on the 31st of December they still are, vote and are counted.
    """
    if settings.exit_effect == ExitEffect.AT_ONCE:
        return asked_on
    return date(asked_on.year + (2 if is_late(settings, asked_on) else 1), 1, 1)
