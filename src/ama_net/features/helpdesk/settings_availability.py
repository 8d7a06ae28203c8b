"""What an association may choose about the days on which its helpdesk stays closed by itself."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from ama_net.foundation.clock import today
from ama_net.kernel.scheduling import ClosedDays, closed_days
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.settings import RoomSettings, read_settings


class AvailabilitySettings(RoomSettings):
    """Public holidays, the patron saint, August."""

    room: ClassVar[str] = "helpdesk_availability"

    on_holidays: bool = Field(
        default=True,
        title="Chiuso nelle feste",
        description="Le feste nazionali (L. 260/1949 e successive), Pasqua e Pasquetta comprese.",
    )
    on_patron_saint: bool = Field(
        default=True,
        title="Chiuso nella festa del patrono",
        description="Del capoluogo della provincia in cui ha sede l'associazione. Solo insieme alle feste.",
    )
    in_august: bool = Field(
        default=False,
        title="Chiuso in agosto",
        description="Tutto il mese. Se lo sportello apre qualche giorno, si scrive tra le aperture.",
    )


def usual_closures() -> ClosedDays:
    """The days on which the helpdesk of the association in scope stays closed by itself. One query."""
    chosen = read_settings(AvailabilitySettings)
    province = current_tenant().identity.seat.province if chosen.on_patron_saint else ""
    return ClosedDays(on_holidays=chosen.on_holidays, in_august=chosen.in_august, province=province)


def next_closures(closed: ClosedDays, *, limit: int = 4) -> list[date]:
    """The nearest feasts on which the helpdesk stays closed; August is said apart."""
    if not closed.on_holidays:
        return []
    first = today()
    years = closed_days(first.year, closed.province) | closed_days(first.year + 1, closed.province)
    return sorted(day for day in years if day >= first)[:limit]
