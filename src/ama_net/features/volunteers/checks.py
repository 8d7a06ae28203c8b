"""The checks on volunteers: what was found, the article, what to do. They say what to look at, and judge nobody.

Whatever is on the list is found by counting what is written here; what is not written here, nobody finds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from ama_net.features.volunteers.check_rows import Row, volunteers_found
from ama_net.features.volunteers.models import Section, Volunteer
from ama_net.features.volunteers.queries import serving_on
from ama_net.features.volunteers.queries_insured_numbers import exceeded
from ama_net.features.volunteers.queries_policies import gaps, policies
from ama_net.features.volunteers.settings_insurance import InsuranceSettings
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.people import employees_on
from ama_net.kernel.registers.limits import too_few_members, too_many_workers
from ama_net.kernel.registers.members import members_in_register
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.settings import read_settings
from ama_net.kernel.tenancy.tenant_models import LegalForm


class Weight(StrEnum):
    """How a check is to be taken: against the law, something missing, something to look at."""

    DANGER = "danger"
    WARN = "warn"
    INFO = "info"


@dataclass(frozen=True)
class Rule:
    """A check that finds volunteers: what it looks for, its article, what to do about it."""

    weight: Weight
    title: LazyString
    what: LazyString
    article: str


@dataclass(frozen=True)
class Found:
    """What a check found: ``row`` is its list of volunteers, if it is about some; ``page`` another page that shows it."""

    title: LazyString | str
    found: LazyString | str
    what: LazyString | str
    article: str
    weight: Weight
    row: Row | None = None
    count: int = 0
    page: str = ""


CTS = "D.Lgs. 117/2017"
RULES: dict[Row, Rule] = {
    Row.PAID: Rule(
        Weight.DANGER,
        _l("Volontari pagati dall'associazione"),
        _l(
            "Chi è pagato, come dipendente o in autonomia, non può essere volontario nello stesso ente: si chiude uno dei due."
        ),
        f"{CTS} art. 17 c. 5",
    ),
    Row.PAID_BEFORE: Rule(
        Weight.INFO,
        _l("Volontari pagati dall'associazione in passato"),
        _l(
            "Il lavoro pagato è finito, ma in quei giorni risultava già volontariato: si guarda se le date sono giuste."
        ),
        f"{CTS} art. 17 c. 5",
    ),
    Row.UNCOVERED: Rule(
        Weight.DANGER,
        _l("Volontari senza copertura completa"),
        _l("Vanno assicurati per infortuni, malattie e responsabilità civile prima che facciano attività."),
        f"{CTS} art. 18",
    ),
    Row.IDENTITY: Rule(
        Weight.WARN,
        _l("Volontari senza codice fiscale né dati di nascita"),
        _l(
            "Il registro vuole il codice fiscale, oppure luogo e data di nascita: si scrivono nella scheda della persona."
        ),
        "DM 6 ottobre 2021",
    ),
    Row.RESIDENCE: Rule(
        Weight.WARN,
        _l("Volontari senza residenza né domicilio"),
        _l("Il registro vuole la residenza, o il domicilio se è un altro: si scrive nella scheda della persona."),
        "DM 6 ottobre 2021",
    ),
    Row.LETTER: Rule(
        Weight.WARN,
        _l("Volontari senza la lettera di riservatezza"),
        _l("Chi tratta dati di altre persone riceve istruzioni scritte e le accetta: si manda il promemoria."),
        "Reg. UE 2016/679 art. 29; D.Lgs. 196/2003 art. 2-quaterdecies",
    ),
    Row.MINORS: Rule(
        Weight.INFO,
        _l("Volontari minorenni"),
        _l("Serve il consenso scritto di chi esercita la responsabilità genitoriale; anche la polizza va controllata."),
        "codice civile art. 316 e 320",
    ),
    Row.IDLE: Rule(
        Weight.INFO,
        _l("Non occasionali senza ore"),
        _l("Da molto tempo non risultano ore: conviene sentire se continuano. Chi ha smesso si cancella dal registro."),
        f"{CTS} art. 17 c. 1",
    ),
    Row.FREQUENT: Rule(
        Weight.INFO,
        _l("Occasionali presenti molto spesso"),
        _l("Chi svolge l'attività in modo non occasionale va iscritto nel registro: si può cambiare sezione."),
        f"{CTS} art. 17 c. 1",
    ),
}


def checks() -> list[Found]:
    """What every check finds today, the gravest first; what finds nothing is left out."""
    found = [*_of_body(), *_of_policies(), *_of_volunteers()]
    return sorted(found, key=lambda one: list(Weight).index(one.weight))


def titles_not_found(found: list[Found]) -> list[Any]:
    """What the checks look for among volunteers and did not find."""
    rows = {one.row for one in found}
    return [rule.title for row, rule in RULES.items() if row not in rows]


def _of_volunteers() -> Iterator[Found]:
    for row, rule in RULES.items():
        listed = volunteers_found(row).with_only_columns(Volunteer.id).order_by(None).subquery()
        count = db.session.scalar(select(func.count()).select_from(listed)) or 0
        if count:
            yield Found(rule.title, "", rule.what, rule.article, rule.weight, row, count)


def _of_body() -> Iterator[Found]:
    form = current_tenant().identity.legal_form
    members = members_in_register(today())
    if members is not None and too_few_members(form, members.people, members.bodies):
        yield _few_members(members.people, form)
    workers, volunteers = employees_on(today()) or 0, _regular()
    counted = members.all if members is not None else None
    many = too_many_workers(form, workers=workers, volunteers=volunteers, members=counted)
    if many is None:
        yield _unknown_members(workers, volunteers)
    elif many:
        yield _many_workers(form, workers, volunteers)


def _of_policies() -> Iterator[Found]:
    known = policies()
    if over := exceeded(known, today()):
        yield Found(
            _l("Più persone di quante ne copre la polizza"),
            _l("Giorni in cui il numero è superato: %(count)s.", count=len(over)),
            _l("Si aumenta il numero con l'assicuratore, o si riducono le persone di quei giorni."),
            f"{CTS} art. 18",
            Weight.DANGER,
            page="insurance_manage.index",
        )
    if [gap for gap in gaps(known, today()) if gap.last_on >= today()]:
        yield Found(
            _l("Giorni futuri senza assicurazione"),
            _l("Tra le polizze scritte ci sono giorni in cui manca almeno una delle tre coperture."),
            _l("Si scrive, o si fa, la polizza che manca."),
            f"{CTS} art. 18",
            Weight.WARN,
            page="insurance_manage.index",
        )


def _few_members(people: int, form: LegalForm) -> Found:
    return Found(
        _l("Soci sotto il minimo"),
        _l("Le persone socie sono %(people)s: il minimo è sette, oppure tre enti della stessa sezione.", people=people),
        _l("Si comunica al RUNTS entro 30 giorni e si ristabilisce il numero entro un anno."),
        f"{CTS} art. 32" if form is LegalForm.ODV else f"{CTS} art. 35",
        Weight.DANGER,
    )


def _many_workers(form: LegalForm, workers: int, volunteers: int) -> Found:
    if form is LegalForm.ODV:
        limit = _l("Chi lavora non può superare la metà dei volontari: si controllano i due numeri.")
        article = f"{CTS} art. 33 c. 1"
    else:
        limit = _l("Chi lavora non può superare la metà dei volontari, o un quinto dei soci: si controllano i numeri.")
        article = f"{CTS} art. 36"
    words = _workers_words(workers, volunteers)
    return Found(_l("Troppi lavoratori rispetto ai volontari"), words, limit, article, Weight.DANGER)


def _unknown_members(workers: int, volunteers: int) -> Found:
    return Found(
        _l("Lavoratori e soci: il confronto manca"),
        _workers_words(workers, volunteers),
        _l("Il libro soci non è tenuto qui: si controlla che chi lavora non superi un quinto dei soci."),
        f"{CTS} art. 36",
        Weight.WARN,
    )


def _workers_words(workers: int, volunteers: int) -> LazyString:
    facts = {"workers": workers, "volunteers": volunteers}
    return _l("Chi lavora per l'associazione: %(workers)s. Volontari non occasionali: %(volunteers)s.", **facts)


def _regular() -> int:
    regular = serving_on(today()) & (Volunteer.section == Section.REGULAR)
    return db.session.scalar(select(func.count(Volunteer.id)).where(regular)) or 0


def thresholds() -> InsuranceSettings:
    """The numbers the association chose for the checks that suggest something."""
    return read_settings(InsuranceSettings)
