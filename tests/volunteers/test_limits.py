"""How many members a body must have, and how many workers it may have beside volunteers and members."""

import pytest

from ama_net.kernel.registers.limits import too_few_members, too_many_workers
from ama_net.kernel.tenancy.tenant_models import LegalForm


@pytest.mark.parametrize(
    ("form", "people", "bodies", "few"),
    [
        (LegalForm.ODV, 6, 2, True),
        (LegalForm.ODV, 7, 0, False),
        (LegalForm.ODV, 0, 3, False),
        (LegalForm.APS, 6, 2, True),
        (LegalForm.ETS, 1, 0, False),
        (LegalForm.ASSOCIATION, 1, 0, False),
    ],
)
def test_an_odv_or_aps_has_seven_people_or_three_bodies(form: LegalForm, people: int, bodies: int, few: bool) -> None:
    assert too_few_members(form, people, bodies) is few


@pytest.mark.parametrize(
    ("form", "workers", "volunteers", "members", "many"),
    [
        (LegalForm.ODV, 5, 10, 100, False),
        (LegalForm.ODV, 6, 10, 100, True),
        (LegalForm.APS, 6, 10, 30, False),
        (LegalForm.APS, 6, 10, 29, True),
        (LegalForm.APS, 5, 10, 10, False),
        (LegalForm.APS, 6, 10, None, None),
        (LegalForm.APS, 5, 10, None, False),
        (LegalForm.ODV, 6, 10, None, True),
        (LegalForm.ETS, 50, 1, 1, False),
    ],
)
def test_workers_are_few_beside_volunteers_and_members(
    form: LegalForm, workers: int, volunteers: int, members: int | None, many: bool | None
) -> None:
    assert too_many_workers(form, workers=workers, volunteers=volunteers, members=members) is many
