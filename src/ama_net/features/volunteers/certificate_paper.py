"""The certificate of hours on paper: what an association attests, in the language the person reads."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from ama_net.features.volunteers.certificate_codes import show_code
from ama_net.features.volunteers.hours_rules import duration_words
from ama_net.features.volunteers.models import HourCertificate
from ama_net.features.volunteers.queries_hours import ActivityHours
from ama_net.features.volunteers.settings_hours import HoursSettings
from ama_net.foundation.pdf import qr_svg, render_pdf
from ama_net.foundation.web.pages import day_words
from ama_net.kernel.documents import OfficeKind, Organ, office_holders
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.look import colours
from ama_net.kernel.tenancy.settings import read_settings

LANGUAGES = ("it", "en")


def certificate_pdf(certificate: HourCertificate, person: Person, activities: Sequence[ActivityHours]) -> bytes:
    """The PDF, in Italian or, for who reads English, in English."""
    language = person.preferred_language if person.preferred_language in LANGUAGES else "it"
    with force_locale(language):
        data = _data(certificate, person, activities)
        return render_pdf("volunteers/pdf/hour_certificate.typ", data, language=language)


def name_digest(person: Person) -> str:
    """The digest of whom a certificate names: a corrected name, or birth, wants another paper."""
    return sha256(f"{person.name}\n{person.birth_date or person.tax_code}".encode()).hexdigest()


def certificate_title(certificate: HourCertificate) -> str:
    """What the document is called where documents are listed."""
    return str(_("Attestato delle ore di volontariato n. %(number)s", number=certificate.number_words))


def certificate_address(certificate: HourCertificate) -> str:
    """Where anybody who holds the paper can have it confirmed."""
    return f"{current_tenant().base_url}/attestati/{certificate.code}"


def _data(certificate: HourCertificate, person: Person, activities: Sequence[ActivityHours]) -> dict[str, Any]:
    tenant, address = current_tenant(), certificate_address(certificate)
    return {
        "title": _("Attestato delle ore di volontariato"),
        "number": _("N. %(number)s", number=certificate.number_words),
        "association": tenant.name,
        "issuer": issuer_lines(),
        "attests": _("L'associazione attesta che"),
        "name": person.name,
        "born": _born(person),
        "gave": _gave(certificate),
        "hours": duration_words(certificate.minutes),
        "heads": [_("Attività"), _("Ore")],
        "activities": [[one.label, duration_words(one.minutes)] for one in activities],
        "free": _(
            "L'attività è stata personale, spontanea e gratuita, senza fini di lucro e per la solidarietà "
            "(D.Lgs. 117/2017 art. 17). Contano le ore registrate e approvate dall'associazione."
        ),
        "date": _("%(day)s", day=day_words(certificate.issued_on)),
        "signer": who_signs(),
        "signature": _("Firma"),
        "check": _(
            "Per sapere se questo attestato è vero: inquadra il codice, o scrivi %(code)s su %(page)s",
            code=show_code(certificate.code),
            page=f"{current_tenant().base_url}/attestati",
        ),
        "qr": qr_svg(address),
        "qr_alt": _("Codice QR: porta alla pagina che conferma l'attestato"),
        "colours": colours(tenant.slug),
    }


def _gave(certificate: HourCertificate) -> str:
    first, last = day_words(certificate.from_day), day_words(certificate.until_day)
    return str(
        _("ha fatto volontariato per l'associazione dal %(first)s al %(last)s, in tutto per", first=first, last=last)
    )


def _born(person: Person) -> str:
    if person.birth_date is None:
        return str(_("codice fiscale %(code)s", code=person.tax_code)) if person.tax_code else ""
    return str(_("data di nascita %(day)s", day=day_words(person.birth_date)))


def issuer_lines() -> list[str]:
    """Who gives a certificate: the seat, the tax code, the inscription in the RUNTS."""
    tenant = current_tenant()
    registration, seat = tenant.identity.registration, tenant.seat
    town = " ".join(filter(None, (seat.postcode, seat.municipality, f"({seat.province})")))
    lines = [", ".join(filter(None, (seat.address, town)))]
    if registration.tax_code:
        lines.append(_("Codice fiscale %(code)s", code=registration.tax_code))
    if registration.runts_section:
        runts = _("Iscritta al RUNTS, sezione %(section)s", section=registration.runts_section)
        number = _("n. rep. %(number)s", number=registration.runts_number) if registration.runts_number else ""
        lines.append(f"{runts} {number}".strip())
    return [str(line) for line in lines if line]


def who_signs() -> str:
    """Who the settings name, else who is president, else nobody in print: the line is signed by hand anyway."""
    named = read_settings(HoursSettings).signer
    if named:
        return named
    terms = [term for organ in (Organ.BOARD, Organ.PRESIDENT) for term in office_holders(organ)]
    president = next((term for term in reversed(terms) if term.kind == OfficeKind.PRESIDENT), None)
    return str(_("%(name)s, presidente", name=president.person.name)) if president else ""
