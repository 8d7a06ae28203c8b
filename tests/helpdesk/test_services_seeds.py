"""What a new association's helpdesk starts with, and who serves it in the demonstration."""

from pathlib import Path

import pytest
from sqlalchemy import select

from ama_net.features.helpdesk.demo_services import LISTENERS, seed_demo_services
from ama_net.features.helpdesk.models import AvailabilityRule, Service, ServiceKind, ServiceOperator
from ama_net.features.helpdesk.queries_services import all_services
from ama_net.features.helpdesk.seeds_services import seed
from ama_net.foundation.database import db
from ama_net.kernel.accounts.seeds import seed_demo_accounts
from ama_net.kernel.tenancy.tenant_file import TenantFileError, load_tenant_file

TENANTS = Path(__file__).resolve().parents[2] / "tenants"


def _seed(slug: str) -> list[Service]:
    seed(load_tenant_file(TENANTS / slug), TENANTS / slug)
    return all_services()


@pytest.mark.usefixtures("in_alba")
@pytest.mark.parametrize(
    ("slug", "services"),
    [
        ("riconoscere", ["accoglienza", "psicoriconosco", "orientamento-al-lavoro"]),
        ("bologna", ["segreteria-facilitante"]),
        ("ferrara", []),
        ("_template", ["accoglienza"]),
    ],
)
def test_each_folder_gives_its_services(slug: str, services: list[str]) -> None:
    assert [service.slug for service in _seed(slug)] == services


@pytest.mark.usefixtures("in_alba")
def test_kinds_and_modes_are_those_of_the_file() -> None:
    welcome, psychological, _work = _seed("riconoscere")
    assert (welcome.kind, [*welcome.modes]) == (ServiceKind.MEETING, ["in_person", "online"])
    assert (psychological.kind, psychological.planned_meetings) == (ServiceKind.PATHWAY, 8)
    assert all(service.name_en and service.summary_en and service.is_open for service in (welcome, psychological))


@pytest.mark.usefixtures("in_alba")
def test_what_the_office_changed_stays() -> None:
    _seed("riconoscere")[0].name = "Accoglienza"
    assert _seed("riconoscere")[0].name == "Accoglienza"


@pytest.mark.usefixtures("in_alba")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('name = "Uno"\nsummary = "Uno"\nmodes = ["phone"]\nslug = "uno"\nminuts = 30', "minutes"),
        ('name = "Uno"\nsummary = "Uno"\nmodes = []\nslug = "uno"', "modes"),
        ('name = "Uno"\nsummary = "Uno"\nmodes = ["phone"]\nslug = "uno"\nminutes = 3', "minutes"),
        ('name = "Uno"\nsummary = "Uno"\nmodes = ["in_person"]\nslug = "uno"', "services voce 1"),
    ],
)
def test_a_wrong_file_says_what_to_mend(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "helpdesk.toml").write_text(f"[[services]]\n{text}\n")
    with pytest.raises(TenantFileError, match=said):
        seed(load_tenant_file(TENANTS / "riconoscere"), tmp_path)


@pytest.mark.usefixtures("in_alba")
@pytest.mark.parametrize("slug", ["riconoscere", "bologna"])
def test_the_cast_serves_every_service_at_some_hours(slug: str) -> None:
    services = _seed(slug)
    seed_demo_accounts(TENANTS / slug)
    for _twice in range(2):
        seed_demo_services(TENANTS / slug)
    wanted = {(service.id, email) for service in services for email in LISTENERS[service.slug]}
    assert db.session.query(ServiceOperator).count() == len(wanted)
    assert set(db.session.scalars(select(AvailabilityRule.service_id))) == {service.id for service in services}
