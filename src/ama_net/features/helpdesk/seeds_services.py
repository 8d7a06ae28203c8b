"""What the helpdesk of a new association starts with: the services of its ``helpdesk.toml``, if there is one."""

from pathlib import Path
from typing import Annotated

from pydantic import Field
from sqlalchemy import select

from ama_net.features.helpdesk.models import Mode, Service, ServiceKind
from ama_net.features.helpdesk.operations.services import add_service
from ama_net.features.helpdesk.service_facts import LIMITS, LONGEST_NAME, ServiceFacts
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy.tenant_file import TenantFileError, load_room_file
from ama_net.kernel.tenancy.tenant_models import Line, Slug, Strict, TenantFile, Words

FILE = "helpdesk.toml"


def _within(name: str) -> object:
    least, most = LIMITS[name]
    return Field(ge=least, le=most)


class SeedService(Strict):
    """A service as the file says it; what is left out is as the office's form begins."""

    slug: Slug
    name: Annotated[Line, Field(max_length=LONGEST_NAME)]
    name_en: Line = ""
    summary: Words
    summary_en: Words = ""
    kind: ServiceKind = ServiceKind.MEETING
    modes: Annotated[tuple[Mode, ...], Field(min_length=1)]
    place: Words = ""
    minutes: Annotated[int, _within("minutes")] = 50
    step_minutes: Annotated[int, _within("step_minutes")] = 60
    break_before: Annotated[int, _within("break_before")] = 0
    break_after: Annotated[int, _within("break_after")] = 10
    notice_hours: Annotated[int, _within("notice_hours")] = 12
    horizon_days: Annotated[int, _within("horizon_days")] = 60
    change_hours: Annotated[int, _within("change_hours")] = 12
    max_open: Annotated[int, _within("max_open")] = 1
    max_in_90_days: Annotated[int, _within("max_in_90_days")] = 0
    planned_meetings: Annotated[int, _within("planned_meetings")] = 8
    asks_reason: bool = True
    has_waiting_list: bool = True

    def facts(self) -> ServiceFacts:
        """The same as operations take it."""
        plain = self.model_dump(exclude={"slug", "modes"})
        return ServiceFacts(**{**plain, **{mode.value: mode in self.modes for mode in Mode}})


class HelpdeskFile(Strict):
    """``helpdesk.toml``."""

    services: tuple[SeedService, ...] = ()


def seed(file: TenantFile, folder: Path) -> None:
    """Write the first services where there are none; harmless to repeat, afterwards the database wins.

    Raises:
        TenantFileError: the file is wrong.
    """
    if not (folder / FILE).is_file() or db.session.scalar(select(Service.id).limit(1)) is not None:
        return
    for number, one in enumerate(load_room_file(HelpdeskFile, folder / FILE).services, start=1):
        try:
            add_service(one.facts(), slug=one.slug, by=SYSTEM)
        except WrongFact as error:
            raise TenantFileError([f"{folder / FILE}: campo «services voce {number}»: {error}"]) from error
