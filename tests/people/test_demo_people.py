"""The demo cast becomes people, once however often it is loaded."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from ama_net.foundation.database import db
from ama_net.kernel.people import Consent, ConsentSource, Contact, Organisation, OrganisationKind, Person, PostalAddress
from ama_net.kernel.people.seeds import seed_demo_people
from ama_net.kernel.tenancy.tenant_demo import ConsentSource as DemoSource
from ama_net.kernel.tenancy.tenant_demo import OrganisationKind as DemoKind
from ama_net.kernel.tenancy.tenant_file import load_demo
from tests.support.standing import Standing

TENANTS = Path(__file__).resolve().parents[2] / "tenants"
TABLES = (Person, Organisation, Contact, PostalAddress, Consent)


def _counts() -> list[int]:
    return [db.session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES]


@pytest.mark.parametrize("slug", ["bologna", "ferrara", "riconoscere"])
def test_cast_is_loaded_once(in_alba: Standing, slug: str) -> None:
    before = _counts()
    cast = load_demo(TENANTS / slug)
    seed_demo_people(TENANTS / slug)
    db.session.commit()
    once = _counts()
    assert once[0] - before[0] == len(cast.accounts) + len(cast.people)
    assert once[1] - before[1] == len(cast.organisations)
    assert once[4] - before[4] == sum(len(person.consents) for person in (*cast.accounts, *cast.people))
    seed_demo_people(TENANTS / slug)
    db.session.commit()
    assert _counts() == once


def test_words_of_demo_files_are_ours() -> None:
    assert set(DemoSource.__args__) == {source.value for source in ConsentSource}
    assert set(DemoKind.__args__) == {kind.value for kind in OrganisationKind}
