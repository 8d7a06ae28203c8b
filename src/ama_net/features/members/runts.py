"""The figures of a year at 31 December, as the RUNTS asks for them (DM 106/2020 art. 8 c. 6 lett. r), and what they show.

Members and non-occasional volunteers are read from their registers, as who was one that day; employees are written by hand,
proposed from who is paid; volunteers are written by hand too when their register is kept elsewhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.features.members.models import MemberCategory
from ama_net.features.members.operations.meetings_roll import months_later
from ama_net.features.members.queries_register import MemberLine, in_force, lines_in_force
from ama_net.foundation.database import db
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.registers.limits import too_few_members, too_many_workers
from ama_net.kernel.tenancy.tenant_models import LegalForm

PART = 1000


@dataclass(frozen=True)
class BodyMember:
    """A body among the members, as the RUNTS wants it: with its tax code."""

    number: int
    name: str
    tax_code: str
    votes: bool


@dataclass(frozen=True)
class RuntsFigures:
    """Who was a member on 31 December of a year, and who of them had a vote."""

    year: int
    people: int
    people_voting: int
    bodies: tuple[BodyMember, ...]

    @property
    def members(self) -> int:
        """People and bodies together."""
        return self.people + len(self.bodies)

    @property
    def bodies_voting(self) -> int:
        """The bodies that had a vote."""
        return sum(one.votes for one in self.bodies)


def figures_at_end_of(year: int, *, seniority_months: int) -> RuntsFigures:
    """Count the register as it held on 31 December; a vote takes a category with votes and the months of membership.

    Seniority is the law's three months unless the statute says otherwise (D.Lgs. 117/2017 art. 24 c. 1).
    """
    day = date(year, 12, 31)
    with_votes = set(db.session.scalars(select(MemberCategory.key).where(MemberCategory.votes > 0)))
    people = voting = 0
    bodies: list[BodyMember] = []
    for line in _lines(day):
        admitted = line.day("admitted_on")
        senior = admitted is not None and months_later(admitted, seniority_months) <= day
        votes = senior and line.says.get("category_key") in with_votes
        if "body" in line.says:
            bodies.append(BodyMember(line.number, line.name, str(line.says.get("tax_code", "")), votes))
        else:
            people, voting = people + 1, voting + votes
    return RuntsFigures(year, people, voting, tuple(bodies))


def warnings_of(
    form: LegalForm, found: RuntsFigures, volunteers: int | None, employees: int | None
) -> list[LazyString]:
    """What the figures show that the law does not allow, or wants looked at; each sentence says its article."""
    return [*_too_few(form, found), *_bodies(form, found), *_workers(form, found, volunteers, employees)]


def _too_few(form: LegalForm, found: RuntsFigures) -> Iterator[LazyString]:
    if too_few_members(form, found.people, len(found.bodies)):
        yield _l(
            "Le persone socie sono meno di sette (e gli enti meno di tre): va comunicato al RUNTS entro 30 giorni, e il numero "
            "va ristabilito entro un anno (D.Lgs. 117/2017 art. 32 e 35)."
        )


def _bodies(form: LegalForm, found: RuntsFigures) -> Iterator[LazyString]:
    if form in (LegalForm.ODV, LegalForm.APS) and found.bodies:
        yield _l(
            "Tra i soci ci sono enti: quelli che non sono della stessa sezione del RUNTS non possono essere più della metà di "
            "quelli che lo sono (D.Lgs. 117/2017 art. 32 c. 2 e 35 c. 3). Da ricontrollare."
        )
    if any(not one.tax_code for one in found.bodies):
        yield _l("Di qualche ente socio manca il codice fiscale: il RUNTS lo chiede.")


def _workers(
    form: LegalForm, found: RuntsFigures, volunteers: int | None, employees: int | None
) -> Iterator[LazyString]:
    if volunteers is None or employees is None:
        return
    if not too_many_workers(form, workers=employees, volunteers=volunteers, members=found.members):
        return
    if form is LegalForm.ODV:
        yield _l("I lavoratori sono più della metà dei volontari (D.Lgs. 117/2017 art. 33 c. 1).")
    else:
        yield _l(
            "I lavoratori sono più della metà dei volontari e più di un quinto dei soci (D.Lgs. 117/2017 art. 36)."
        )


def _lines(day: date) -> Iterator[MemberLine]:
    columns = (LedgerEntry.line, LedgerEntry.number, LedgerEntry.facts)
    entries = db.session.execute(lines_in_force(day).with_only_columns(*columns)).all()
    for start in range(0, len(entries), PART):
        yield from in_force(entries[start : start + PART], day)
