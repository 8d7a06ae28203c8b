"""What members take away: the card with its QR, and what is kept about them."""

from typing import Any

from flask_babel import gettext as _

from ama_net.features.members.models import MemberCard, Membership
from ama_net.features.members.stored_data import own_data, what_is_stored
from ama_net.features.members.stored_words import column_words, value_words
from ama_net.foundation.clock import today
from ama_net.foundation.pdf import qr_svg, render_pdf
from ama_net.foundation.web.pages import day_words
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.look import colours


def card_address(card: MemberCard) -> str:
    """Where the QR of a card leads: at the association's own host, whoever asks."""
    return f"{current_tenant().base_url}/tessera/{card.token}"


def card_facts(membership: Membership) -> list[dict[str, str]]:
    """What the card says."""
    facts = [
        {"term": _("Socio n."), "text": str(membership.number)},
        {"term": _("Categoria"), "text": membership.category.label},
        {"term": _("Dal"), "text": day_words(membership.admitted_on)},
    ]
    if membership.last_day is not None:
        facts.append({"term": _("Fino al"), "text": day_words(membership.last_day)})
    return facts


def card_pdf(membership: Membership, card: MemberCard) -> bytes:
    """The card, the size of a bank card on an A4 sheet, to cut out."""
    tenant = current_tenant()
    data = {
        "title": _("Tessera di %(name)s", name=membership.name),
        "association": tenant.name,
        "association_code": _("codice fiscale %(code)s", code=tenant.tax_code) if tenant.tax_code else "",
        "card": _("Tessera di socio"),
        "name": membership.name,
        "facts": card_facts(membership),
        "qr": qr_svg(card_address(card)),
        "qr_alt": _("Codice QR: dice se la tessera è valida oggi"),
        "words": _("Il codice dice solo se la tessera è valida oggi, il nome e l'iniziale del cognome."),
        "cut": _("Ritaglia lungo il bordo."),
        "colours": colours(tenant.slug),
    }
    return render_pdf("members/pdf/card.typ", data)


def stored_pdf(person: Person) -> bytes:
    """What is kept about a person and the data themselves, to read."""
    tenant, data = current_tenant(), own_data(person.id)
    sections: list[dict[str, Any]] = [
        {"title": title, "rows": said} for title, rows in data.items() if (said := [*filter(None, map(_lines, rows))])
    ]
    return render_pdf(
        "members/pdf/stored.typ",
        {
            "title": _("I dati di %(name)s", name=person.name),
            "association": tenant.name,
            "colours": colours(tenant.slug),
            "made": _("Preparato il %(day)s da %(association)s.", day=day_words(today()), association=tenant.name),
            "kinds_title": _("Che cosa si conserva, e per quanto"),
            "heads": [_("Che cosa"), _("Quanti"), _("Perché"), _("Per quanto")],
            "kinds": [[one.title, str(one.count), one.why, one.keep] for one in what_is_stored(person.id)],
            "data_title": _("I dati"),
            "sections": sections,
        },
    )


def _lines(row: dict[str, Any]) -> list[str]:
    said = ((column_words(name), value_words(name, value)) for name, value in row.items())
    return [f"{name}: {value}" for name, value in said if value]
