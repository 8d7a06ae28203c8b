"""Two rows of one human made one, and parted again: every row is where it should be, and comes back as it was."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, text

from ama_net.features.members.models import Membership
from ama_net.foundation.database import Base, db, unit_of_work
from ama_net.kernel.access import Role
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.audit import Ledger
from ama_net.kernel.office import CannotUndo
from ama_net.kernel.people import (
    Consent,
    ConsentProof,
    ConsentSource,
    Contact,
    ContactKind,
    Person,
    ShownText,
    add_postal_address,
    give_consent,
)
from ama_net.kernel.people.merging_rows import links_to_people
from ama_net.kernel.people.models_merging import PersonPair
from ama_net.kernel.people.operations.contacts import AddressFacts
from ama_net.kernel.people.operations.merging import CannotMerge, merge_people, part_people
from ama_net.kernel.people.pairs import find_pairs, say_different, waiting_pairs
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.members import make_membership
from tests.factories.people import make_person
from tests.support.cast import actor, player, sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

CHAINS = {"ledger_entries", "merged_people", "undo_actions"}


def _everything() -> dict[str, list[Any]]:
    """All the rows of the association that are not chains, as JSON."""
    db.session.flush()
    found = {}
    for table in Base.metadata.tables.values():
        if "tenant_id" in table.columns and "id" in table.columns and table.schema is None and table.name not in CHAINS:
            rows = db.session.execute(text(f'SELECT to_jsonb(t) FROM "{table.name}" t ORDER BY id')).scalars().all()
            if rows:
                found[table.name] = list(rows)
    return found


def _two(by: Any) -> tuple[Person, Person]:
    """Somebody written twice: the second row knows the tax code, has a consent, a membership that is over, an address."""
    kept = make_person("Anna", "Verdi", email="anna@example.org", phone="+393331234567")
    lost = make_person(
        "Annna",
        "Verdi",
        tax_code="VRDNNA60A41D548W",
        birth_date=date(1960, 1, 1),
        email="anna@example.org",
        phone="+390532123456",
    )
    db.session.add(Contact(person_id=lost.id, kind=ContactKind.PHONE, value="+393331234567"))
    add_postal_address(lost, AddressFacts(street="via Prova 1", municipality="Ferrara"), by=by)
    shown = ShownText(version="1", body="Sì")
    give_consent(lost, "newsletter", text=shown, proof=ConsentProof(ConsentSource.PAPER), by=by)
    make_membership(lost, ended_on=date(2021, 1, 1), end_reason="withdrawal")
    make_membership(kept, admitted_on=date(2022, 1, 1))
    db.session.flush()
    return kept, lost


def test_what_was_of_two_is_of_one(in_alba: Standing) -> None:
    by = actor(in_alba, Role.SECRETARY)
    kept, lost = _two(by)
    kept_id, lost_id = kept.id, lost.id
    merge_people(kept_id, lost_id, from_lost={"tax_code", "birth_date"}, by=by)
    person = db.session.get_one(Person, kept_id)
    assert (person.given_name, person.tax_code, person.birth_date) == (
        "Anna",
        "VRDNNA60A41D548W",
        date(1960, 1, 1),
    )
    assert sorted((one.kind, one.value, one.preferred) for one in person.contacts) == [
        ("email", "anna@example.org", True),
        ("phone", "+390532123456", False),
        ("phone", "+393331234567", True),
    ]
    assert [one.street for one in person.addresses] == ["via Prova 1"]
    assert list(db.session.scalars(select(Consent.person_id))) == [kept_id]
    assert list(db.session.scalars(select(Membership.person_id))) == [kept_id, kept_id]
    assert db.session.get(Person, lost_id) is None


def test_parted_again_everything_is_as_it_was(in_alba: Standing) -> None:
    by = actor(in_alba, Role.SECRETARY)
    kept, lost = _two(by)
    before = _everything()
    payload = merge_people(kept.id, lost.id, from_lost={"tax_code", "given_name"}, by=by)
    assert _everything() != before
    part_people(payload, by=by)
    assert _everything() == before


def test_the_register_says_what_changed(in_alba: Standing) -> None:
    by = actor(in_alba, Role.SECRETARY)
    kept, lost = _two(by)
    merge_people(kept.id, lost.id, from_lost={"given_name"}, by=by)
    kinds = [entry.facts["kind"] for entry in db.session.scalars(Ledger("members").entries())]
    assert kinds == ["variation", "variation"]


def test_parting_is_refused_once_the_person_has_changed(in_alba: Standing) -> None:
    by = actor(in_alba, Role.SECRETARY)
    kept, lost = _two(by)
    payload = merge_people(kept.id, lost.id, from_lost=set(), by=by)
    db.session.get_one(Person, kept.id).birth_place = "Ferrara"
    db.session.flush()
    with pytest.raises(CannotUndo, match="sono cambiati"):
        part_people(payload, by=by)


def test_two_members_of_today_are_not_merged(in_alba: Standing) -> None:
    one, other = make_person("Anna", "Verdi"), make_person("Anna", "Verdi")
    make_membership(one)
    make_membership(other)
    with pytest.raises(CannotMerge, match="negli stessi giorni"):
        merge_people(one.id, other.id, from_lost=set(), by=actor(in_alba, Role.SECRETARY))


def test_somebody_is_not_merged_with_themselves(in_alba: Standing) -> None:
    one = make_person()
    with pytest.raises(CannotMerge):
        merge_people(one.id, one.id, from_lost=set(), by=actor(in_alba, Role.SECRETARY))


def test_both_accounts_lead_to_the_one_person(in_alba: Standing) -> None:
    one, other = (player(in_alba, part) for part in (Role.MEMBER, Role.VOLUNTEER))
    merge_people(one.person_id, other.person_id, from_lost=set(), by=actor(in_alba, Role.SECRETARY))
    mine = select(Account.id).where(Account.person_id == one.person_id).order_by(Account.id)
    assert list(db.session.scalars(mine)) == sorted([one.account_id, other.account_id])


def test_a_consent_goes_nowhere_by_itself(in_alba: Standing) -> None:
    by = actor(in_alba, Role.SECRETARY)
    kept, lost = _two(by)
    with pytest.raises(Exception, match="cannot be changed"), db.session.begin_nested():
        db.session.execute(text("UPDATE consents SET person_id = :kept"), {"kept": kept.id})
    assert list(db.session.scalars(select(Consent.person_id))) == [lost.id]


def test_of_two_merges_of_one_person_one_wins(app: Flask, alba: Standing, fill: Callable[[Any], Any]) -> None:
    ids = fill(lambda: [make_person("Anna", "Verdi").id for _n in range(3)])

    def merge(kept: UUID, lost: UUID) -> str:
        try:
            with app.app_context(), tenant_scope(alba.id), unit_of_work():
                merge_people(kept, lost, from_lost=set(), by=actor(alba, Role.SECRETARY))
        except CannotMerge:
            return "refused"
        return "merged"

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(lambda pair: merge(*pair), [(ids[0], ids[1]), (ids[1], ids[2])]))
    left = fill(lambda: len(db.session.scalars(select(Person.id).where(Person.id.in_(ids))).all()))
    assert (said.count("merged"), left) in {(1, 2), (2, 1)}


def test_pairs_are_found_once_and_not_asked_again(in_alba: Standing) -> None:
    by = actor(in_alba, Role.SECRETARY)
    make_person("Anna", "Verdi", birth_date=date(1960, 1, 1))
    make_person("Annna", "Verdi", birth_date=date(1960, 1, 1))
    make_person("Ugo", "Neri", email="casa@example.org")
    make_person("Ida", "Bianchi", email="casa@example.org")
    assert [find_pairs(), find_pairs()] == [1, 1]
    pair = db.session.scalars(waiting_pairs()).one()
    assert pair.reasons == ["birth_date"]
    say_different(pair, by=by)
    assert find_pairs() == 0
    assert len(db.session.scalars(select(PersonPair.id)).all()) == 1


def test_two_tax_codes_are_two_people(in_alba: Standing) -> None:
    make_person("Anna", "Verdi", tax_code="VRDNNA60A41D548W")
    make_person("Anna", "Verdi", tax_code="DLCMRP70B41A944J")
    assert find_pairs() == 0


def test_every_foreign_key_to_people_is_carried(in_alba: Standing) -> None:
    """The database knows no key to people that merging does not carry, and each of them may be updated."""
    keys = text(
        "SELECT c.relname, a.attname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid "
        "JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey) "
        "WHERE k.contype = 'f' AND k.confrelid = 'people'::regclass AND a.attname <> 'tenant_id' ORDER BY 1, 2"
    )
    carried = [(link.table, link.column) for link in links_to_people()]
    assert [tuple(row) for row in db.session.execute(keys)] == carried
    may = text("SELECT has_column_privilege('ama_app', :table, :column, 'UPDATE')")
    assert [pair for pair in carried if not db.session.scalar(may, {"table": pair[0], "column": pair[1]})] == []
    assert [table for table, _column in carried if "id" not in Base.metadata.tables[table].columns] == []


def test_only_known_triggers_stand_before_what_is_carried(in_alba: Standing) -> None:
    """A trigger that forbids updates would stop a merge: whoever adds one to these tables decides about merging too."""
    triggers = text(
        "SELECT DISTINCT c.relname || '.' || t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE NOT t.tgisinternal AND (t.tgtype & 2) = 2 AND (t.tgtype & 16) = 16 AND c.relname = ANY (:tables) ORDER BY 1"
    )
    tables = sorted({link.table for link in links_to_people()})
    assert list(db.session.execute(triggers, {"tables": tables}).scalars()) == [
        "consents.consents_keep_proof",
        "documents.documents_kept_as_filed",  # whose it is may change, what it says may not
        "expense_items.expense_items_hold_limits",  # on amounts, days and ways: whose it is may follow
        "letter_acceptances.letter_acceptances_kept_as_given",  # whose it is may follow, nothing else
        "memberships.memberships_take_sort_name",
        "volunteers.volunteers_take_sort_name",
    ]


def _secretary(client: Callable[[str], Browser], standing: Standing) -> Browser:
    return sign_in(client(standing.host), standing, Role.SECRETARY)


def test_the_office_merges_and_takes_it_back(
    client: Callable[[str], Browser], alba: Standing, fill: Callable[[Any], Any]
) -> None:
    browser = _secretary(client, alba)
    one, other = fill(lambda: [make_person(name, "Verdi").id for name in ("Anna", "Annna")])
    address = f"/manage/persone/{one}/unione"
    assert "Annna" in browser.get(f"{address}?q=verdi").text
    assert "Annna" in browser.get(f"{address}/{other}").text
    answer = browser.submit(f"{address}/{other}", {"given_name": "other"})
    assert answer.headers["Location"] == f"/manage/persone/{one}"
    page = browser.get(answer.headers["Location"]).text
    assert "Annna Verdi" in page
    assert browser.get(f"/manage/persone/{other}").headers["Location"] == f"/manage/persone/{one}"
    undo = re.search(r'action="(/manage/undo/[^"]+)"', page)
    assert undo is not None
    browser.submit(undo[1])
    names = fill(lambda: [db.session.get_one(Person, one_id).given_name for one_id in (one, other)])
    assert names == ["Anna", "Annna"]


def test_pairs_in_the_office(
    client: Callable[[str], Browser], alba: Standing, fill: Callable[[Any], Any], run_jobs: Callable[[], int]
) -> None:
    browser = _secretary(client, alba)
    fill(lambda: [make_person("Anna", "Verdi", phone="+393331234567").id for _n in range(2)])
    browser.submit("/manage/soci/doppioni/ricerca")
    run_jobs()
    assert "stesso telefono" in browser.get("/manage/soci/doppioni").text
    pair_id = fill(lambda: db.session.scalar(select(PersonPair.id)))
    browser.submit(f"/manage/soci/doppioni/{pair_id}/distinzione")
    assert "Nessun doppione" in browser.get("/manage/soci/doppioni").text


def test_the_other_association_merges_nobody_of_ours(
    client: Callable[[str], Browser], brig: Standing, fill: Callable[[Any], Any]
) -> None:
    one, other = fill(lambda: [make_person("Anna", "Verdi").id for _n in range(2)])
    browser = _secretary(client, brig)
    assert browser.submit(f"/manage/persone/{one}/unione/{other}").status_code == 404


def test_pairs_take_the_same_queries_for_many(
    client: Callable[[str], Browser], alba: Standing, fill: Callable[[Any], Any]
) -> None:
    browser = _secretary(client, alba)
    browser.get("/manage/soci/doppioni")
    counts = []
    for more in (1, 10):
        fill(
            lambda more=more: [
                make_person("Anna", f"Verdi{more}{n}", phone=f"+3933312345{more:02}{n}")
                for n in range(more)
                for _t in "12"
            ]
        )
        fill(find_pairs)
        with count_queries() as queries:
            browser.get("/manage/soci/doppioni")
        counts.append(len(queries))
    assert counts[0] == counts[1]
