"""What bills and the papers of the money give to do by a day: invoices, fundraisings, the 5×1000, public contributions.

Each goes away by itself when it is done; the calendar names nobody and says no amount.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from flask_babel import lazy_gettext as _l

from ama_net.features.bookkeeping.five import SENT_TO, Terms, terms_of
from ama_net.features.bookkeeping.models import FivePerThousand, SupplierInvoice
from ama_net.features.bookkeeping.queries_contributions import must_publish, published_years
from ama_net.features.bookkeeping.queries_five import Said, fives, is_accounted, said_of
from ama_net.features.bookkeeping.queries_fundraisings import to_close
from ama_net.features.bookkeeping.queries_invoices import open_invoices
from ama_net.kernel.access import Permission
from ama_net.kernel.office.deadlines import Deadline, Place

READ = Permission.BOOKKEEPING_READ
INVOICES = Place("invoices_manage.index", _l("Apri le fatture"), READ)
FUNDRAISINGS = Place("fundraisings_manage.index", _l("Apri le raccolte fondi"), READ)
FIVES = Place("five_manage.index", _l("Apri il 5 per mille"), READ)
CONTRIBUTIONS = Place("contributions_manage.index", _l("Apri i contributi"), READ)

DEPOSIT = timedelta(days=180)
"""From the end of the year: with the accounts go the statements of the fundraisings (D.Lgs. 117/2017 art. 48 c. 3)."""


def money_due(first: date, last: date) -> Iterator[Deadline]:
    """What is still to do."""
    yield from _invoices(first, last)
    yield from _fundraisings()
    found = fives()
    sums = said_of([one.id for one in found])
    for five in found:
        yield from _five(five, sums.get(five.id))
    yield from _contributions(first, last)


def _invoices(first: date, last: date) -> Iterator[Deadline]:
    for invoice in open_invoices():
        if invoice.due_on is not None and first <= invoice.due_on <= last:
            yield _invoice(invoice, invoice.due_on)


def _invoice(invoice: SupplierInvoice, due_on: date) -> Deadline:
    what = _l("La n. %(number)s: va pagata entro questo giorno.", number=invoice.number)
    title = _l("Pagare la fattura di un fornitore")
    return Deadline(due_on, f"invoice.{invoice.id}", title, what, "scadenza della fattura", met_at=INVOICES)


def _fundraisings() -> Iterator[Deadline]:
    for one in to_close():
        ended = one.fund.last_day or one.fund.first_day
        yield Deadline(
            date(ended.year, 12, 31) + DEPOSIT,
            f"fundraising.{one.id}",
            _l("Chiudere il rendiconto di una raccolta fondi"),
            _l("«%(name)s»: si deposita con il rendiconto dell'anno.", name=one.fund.name),
            "D.Lgs. 117/2017 art. 87 c. 6 e 48 c. 3",
            met_at=FUNDRAISINGS,
        )


def _five(five: FivePerThousand, said: Said | None) -> Iterator[Deadline]:
    terms = terms_of(five)
    if not is_accounted(five, said):
        yield Deadline(
            terms.report_by,
            f"five.report.{five.year}",
            _l("Rendicontare il 5 per mille %(year)s", year=five.year),
            _l("Rendiconto e relazione entro un anno da quando è arrivato."),
            "DPCM 23 luglio 2020 art. 16",
            met_at=FIVES,
        )
    if terms.send_by is not None and not (five.sent_on and five.published_on):
        yield Deadline(
            terms.send_by,
            f"five.sent.{five.year}",
            _l("Mandare e pubblicare il rendiconto del 5 per mille %(year)s", year=five.year),
            _l("Si manda a %(address)s e si pubblica sul sito.", address=SENT_TO),
            "DPCM 23 luglio 2020 art. 16",
            met_at=FIVES,
        )
    if said is not None and said.kept:
        yield _kept(five, terms)


def _kept(five: FivePerThousand, terms: Terms) -> Deadline:
    return Deadline(
        terms.use_kept_by,
        f"five.kept.{five.year}",
        _l("Usare il 5 per mille %(year)s accantonato", year=five.year),
        _l(
            "Quello che è stato messo da parte si spende e si rendiconta (modello B) entro 36 mesi da quando è arrivato."
        ),
        "DPCM 23 luglio 2020 art. 16",
    )


def _contributions(first: date, last: date) -> Iterator[Deadline]:
    shown = published_years()
    for year in range(first.year - 1, last.year):
        if year not in shown and must_publish(year):
            yield Deadline(
                date(year + 1, 6, 30),
                f"contributions.{year}",
                _l("Pubblicare i contributi pubblici del %(year)s", year=year),
                _l("Nell'anno sono almeno 10.000 euro: sul sito vanno chi li ha dati, quanto, quando e perché."),
                "L. 124/2017 art. 1 c. 125-127",
                met_at=CONTRIBUTIONS,
            )
