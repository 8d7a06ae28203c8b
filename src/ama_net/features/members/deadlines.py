"""The deadlines of a third-sector body, as arithmetic on days: what the law asks, of whom, when; each with its article.

Nothing here reads a table. ``Body`` says what is known of the association; what is not known makes a deadline conditional
(``only_if`` says when it is owed) and never makes it disappear.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.kernel.access import Permission
from ama_net.kernel.office.deadlines import Deadline, Place
from ama_net.kernel.scheduling.closures import closed_days
from ama_net.kernel.tenancy.tenant_models import LegalForm

SUNDAY = 6

THIRD_SECTOR = frozenset({LegalForm.ODV, LegalForm.APS, LegalForm.ETS})
"""What is written in the RUNTS."""
OF_MEMBERS = frozenset({LegalForm.ODV, LegalForm.APS})
"""Who gives the RUNTS its figures every year."""
PRIVATE = THIRD_SECTOR | {LegalForm.ASSOCIATION}

CONTRIBUTIONS_FROM = 10_000_00
DONATIONS_TOLD_OVER = 220_000_00
PAY_PUBLISHED_OVER = 100_000_00
SOCIAL_REPORT_OVER = 1_000_000_00
"""In cents: D.Lgs. 117/2017 art. 14 c. 1 and 2, L. 124/2017 art. 1 c. 127, DPCM 23 July 2020, DM 1 March 2024."""


@dataclass(frozen=True)
class Figures:
    """What is known of a year, in cents; None is not known."""

    revenue_cents: int | None = None
    assets_cents: int | None = None
    employees: int | None = None
    contributions_cents: int | None = None
    five_per_mille_cents: int | None = None
    five_per_mille_on: date | None = None


@dataclass(frozen=True)
class Term:
    """An office somebody has: of which organ (in words), until when."""

    organ: str
    organ_words: LazyString | str
    expires_on: date


@dataclass(frozen=True)
class Body:
    """What the deadlines are counted from."""

    legal_form: LegalForm
    year_end_month: int = 12
    approve_within_days: int = 120
    figures: Mapping[int, Figures] = field(default_factory=dict)
    terms: tuple[Term, ...] = ()
    untold: tuple[date, ...] = ()
    """The days of the changes of office that the RUNTS does not know yet."""

    def known(self, year: int) -> Figures:
        """The figures of a year; nothing known where nothing was written."""
        return self.figures.get(year, Figures())


OFFICES = Place("offices_manage.index", _l("Apri le cariche"), Permission.DOCUMENTS_READ)
"""Who has an office is written there: these deadlines go away by themselves."""

Rule = Callable[[Body, int], Iterator[Deadline]]


def deadlines_between(body: Body, first: date, last: date) -> list[Deadline]:
    """What is due from ``first`` to ``last``, both included, in order."""
    found = {one for year in range(first.year - 2, last.year + 1) for rule in RULES for one in rule(body, year)}
    return sorted(one for one in found if first <= one.due_on <= last)


def year_end(year: int, month: int) -> date:
    """The last day of the financial year that ends in ``year``."""
    return date(year, month, monthrange(year, month)[1])


def next_working_day(day: date) -> date:
    """The day itself, or the first that is neither a Sunday nor a public holiday."""
    while day.weekday() == SUNDAY or day in closed_days(day.year):
        day += timedelta(days=1)
    return day


def deposit_day(year: int, month: int = 12) -> date:
    """When the accounts of the year that ends in ``year`` must be in the RUNTS: 180 days (D.Lgs. 117/2017 art. 48 c. 3)."""
    return next_working_day(year_end(year, month) + timedelta(days=180))


def _accounts(body: Body, year: int) -> Iterator[Deadline]:
    closed = year_end(year, body.year_end_month)
    if body.legal_form in PRIVATE:
        yield Deadline(
            closed + timedelta(days=body.approve_within_days),
            "accounts.approval",
            _l("Approvare il bilancio in assemblea"),
            _l("L'assemblea approva il bilancio o rendiconto dell'esercizio; il termine è quello dello statuto."),
            "D.Lgs. 117/2017 art. 13 e 25, statuto",
        )
    if body.legal_form in THIRD_SECTOR:
        yield Deadline(
            deposit_day(year, body.year_end_month),
            "runts.deposit",
            _l("Depositare il bilancio al RUNTS"),
            _l(
                "Entro 180 giorni dalla fine dell'esercizio: bilancio o rendiconto approvato, con i rendiconti delle "
                "raccolte fondi. Se cade di domenica o in un giorno festivo, il primo giorno dopo."
            ),
            "D.Lgs. 117/2017 art. 48 c. 3",
        )


def _figures_of_members(body: Body, year: int) -> Iterator[Deadline]:
    if body.legal_form in OF_MEMBERS:
        yield Deadline(
            date(year + 1, 6, 30),
            "runts.figures",
            _l("Aggiornare le cifre di soci, volontari e dipendenti nel RUNTS"),
            _l("Quelle al 31 dicembre: soci con diritto di voto, volontari non occasionali, dipendenti (anche zero)."),
            "DM 106/2020 art. 8 c. 6 lett. r",
        )


def _public_money(body: Body, year: int) -> Iterator[Deadline]:
    received = body.known(year).contributions_cents
    if body.legal_form in PRIVATE and (received is None or received >= CONTRIBUTIONS_FROM):
        yield Deadline(
            date(year + 1, 6, 30),
            "contributions",
            _l("Pubblicare i contributi pubblici ricevuti"),
            _l(
                "Sul sito o sulla pagina social: chi li ha dati, quanto, quando, perché, con il codice fiscale dell'ente."
            ),
            "L. 124/2017 art. 1 c. 125-127",
            "" if received else _l("se nell'anno prima sono arrivati in tutto almeno 10.000 euro"),
        )


def _five_per_mille(body: Body, year: int) -> Iterator[Deadline]:
    if body.legal_form not in THIRD_SECTOR:
        return
    yield Deadline(
        date(year, 4, 10),
        "five_per_mille.list",
        _l("Chiedere l'accreditamento al cinque per mille"),
        _l("Per il RUNTS si fa sul portale; chi è già nell'elenco permanente non deve rifarlo."),
        "DPCM 23 luglio 2020 art. 3",
        _l("se l'associazione non è già nell'elenco permanente"),
    )
    known = body.known(year)
    if known.five_per_mille_on is not None:
        yield Deadline(
            _a_year_later(known.five_per_mille_on),
            "five_per_mille.report",
            _l("Rendicontare il cinque per mille"),
            _l(
                "Rendiconto e relazione entro un anno da quando è arrivato; da 20.000 euro si mandano al Ministero e si pubblicano."
            ),
            "DPCM 23 luglio 2020 art. 16",
        )


def _by_revenue(body: Body, year: int) -> Iterator[Deadline]:
    """What depends on how large the body is; silent when the revenue is known and small, or not known."""
    revenue = body.known(year).revenue_cents or 0
    if body.legal_form not in THIRD_SECTOR:
        return
    if revenue > DONATIONS_TOLD_OVER:
        yield Deadline(
            date(year + 2, 3, 16),
            "donations.told",
            _l("Comunicare le donazioni ricevute all'Agenzia delle Entrate"),
            _l("Quelle dell'anno prima, di chi ha donato con mezzi tracciabili e ha dato il codice fiscale."),
            "DM 1 marzo 2024",
        )
    if revenue > SOCIAL_REPORT_OVER:
        yield Deadline(
            date(year + 1, 6, 30),
            "social_report",
            _l("Depositare e pubblicare il bilancio sociale"),
            _l("Per chi ha entrate oltre un milione di euro."),
            "D.Lgs. 117/2017 art. 14 c. 1",
        )
    if revenue > PAY_PUBLISHED_OVER:
        yield Deadline(
            date(year + 1, 12, 31),
            "pay_published",
            _l("Pubblicare compensi e rimborsi a organi, dirigenti e soci"),
            _l("Ogni anno, sul sito, per chi ha entrate oltre 100.000 euro."),
            "D.Lgs. 117/2017 art. 14 c. 2",
        )


def _offices(body: Body, year: int) -> Iterator[Deadline]:
    """An organ whose term ends; and thirty days to tell the RUNTS who is in office after a change."""
    for term in body.terms:
        if term.expires_on.year == year:
            yield Deadline(
                term.expires_on,
                f"office.{term.organ}",
                _l("Rinnovare: %(organ)s", organ=term.organ_words),
                _l(
                    "Il mandato finisce. Chi è in carica continua finché non è sostituito, ma l'elezione va convocata in tempo."
                ),
                "statuto; D.Lgs. 117/2017 art. 25 e 26",
                met_at=OFFICES,
            )
    for changed in body.untold:
        if body.legal_form in THIRD_SECTOR and changed.year == year:
            yield Deadline(
                changed + timedelta(days=30),
                "runts.offices",
                _l("Comunicare al RUNTS il cambio delle cariche"),
                _l("Entro 30 giorni; anche le modifiche dello statuto, della sede e degli altri dati."),
                "D.Lgs. 117/2017 art. 48 c. 3",
                met_at=OFFICES,
            )


def _a_year_later(day: date) -> date:
    last = monthrange(day.year + 1, day.month)[1]
    return date(day.year + 1, day.month, min(day.day, last))


RULES: tuple[Rule, ...] = (_accounts, _figures_of_members, _public_money, _five_per_mille, _by_revenue, _offices)


@dataclass(frozen=True)
class Limits:
    """The three limits of art. 30 c. 2; amounts in cents."""

    assets_cents: int
    revenue_cents: int
    employees: int


def needs_control_body(body: Body, limits: Limits, year: int) -> bool | None:
    """Whether two of the three limits were passed in ``year`` and in the year before (D.Lgs. 117/2017 art. 30 c. 2).

    None when too little is known of one of the two years to say.
    """
    both = [_passed(body.known(one), limits) for one in (year, year - 1)]
    if any(one is False for one in both):
        return False
    return None if None in both else True


def _passed(known: Figures, limits: Limits) -> bool | None:
    pairs = (
        (known.assets_cents, limits.assets_cents),
        (known.revenue_cents, limits.revenue_cents),
        (known.employees, limits.employees),
    )
    over = sum(value is not None and value > limit for value, limit in pairs)
    unknown = sum(value is None for value, _limit in pairs)
    if over >= 2:  # two of the three, says the law
        return True
    return False if over + unknown < 2 else None
