"""The written order of locks, told by the statements sent: accounts are rows, held before numbers and the chain."""

from ama_net.features.volunteers.models import Section, ServiceEnd
from ama_net.features.volunteers.operations.volunteers import (
    NewVolunteer,
    correct_entry,
    end_service,
    enter_volunteers,
    start_service,
)
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.accounts.models import Account
from tests.factories.people import make_person
from tests.support.queries import count_queries
from tests.support.standing import Standing
from tests.volunteers.register_desk import DAY


def _order(statements: list[str]) -> list[str]:
    """Which came first of an account held, a number taken, an entry written in the chain."""
    marks = {
        "account": ("FROM accounts", "FOR UPDATE"),
        "number": ("number_series",),
        "entry": ("INTO ledger_entries",),
    }
    at = {}
    for mark, words in marks.items():
        places = (place for place, said in enumerate(statements) if all(word in said for word in words))
        if (first := next(places, None)) is not None:
            at[mark] = first
    return sorted(at, key=at.__getitem__)


def test_accounts_are_held_before_numbers_and_the_chain(in_alba: Standing) -> None:
    person = make_person("Olimpia")
    db.session.add(Account(email="olimpia@alba.example", person_id=person.id, roles=["member"]))
    db.session.flush()
    with count_queries() as starting:
        volunteer = start_service(person, section=Section.REGULAR, on=DAY, by=SYSTEM)
    with count_queries() as ending:
        end_service(volunteer, on=today(), reason=ServiceEnd.STOPPED, by=SYSTEM)
    with count_queries() as correcting:
        correct_entry(volunteer, why="Non ha smesso", by=SYSTEM, ended_on=None, end_reason=None)
    with count_queries() as entering:
        enter_volunteers([NewVolunteer(make_person("Fiordiligi").id, DAY)], by=SYSTEM)
    orders = [_order(done.statements) for done in (starting, ending, correcting, entering)]
    assert orders == [["account", "number", "entry"], ["account", "entry"], ["account", "entry"], orders[0]]
