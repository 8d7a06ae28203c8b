"""What the brochure says, in the reader's language: every text is ready here, the template only lays it out."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import select

from ama_net.features.groups.models import Kind, Mode, Status, Theme
from ama_net.features.groups.sheet import language_name
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.pdf import qr_svg
from ama_net.foundation.web.pages import date_words
from ama_net.kernel.directory import Listing
from ama_net.kernel.directory.words import ENTRY_WORDS, MODE_WORDS, schedule_words
from ama_net.kernel.tenancy import TenantInfo, current_tenant
from ama_net.kernel.tenancy.look import colours, logo_svg

CONFIRMED = (Status.ACTIVE, Status.STARTING)


def confirmed_groups() -> list[Listing]:
    """The groups of the association that somebody of it has spoken with, by name: active or about to start, no example."""
    found = (
        select(Listing)
        .where(
            Listing.tenant_id == current_tenant().id,
            Listing.kind == Kind.GROUP,
            Listing.status.in_(CONFIRMED),
            Listing.confirmed_on.is_not(None),
            Listing.is_example.is_(False),
        )
        .order_by(Listing.sort_name, Listing.group_id)
    )
    return list(db.session.scalars(found))


def brochure_contents(groups: Sequence[Listing], *, valid_until: date) -> dict[str, Any]:
    """The whole text of a brochure, as ``groups/pdf/brochure.typ`` wants it."""
    tenant = current_tenant()
    home = f"{tenant.base_url}/gruppi"
    themes = _by_theme(groups)
    return {
        "title": _("Gruppi di auto mutuo aiuto"),
        "association": tenant.name,
        "tagline": tenant.tagline,
        "colours": colours(tenant.slug),
        "logo": logo_svg(tenant.slug),
        "logo_alt": _("Il simbolo di %(name)s", name=tenant.name),
        "count": ngettext("%(num)s gruppo confermato", "%(num)s gruppi confermati", len(groups)),
        "dates": [
            _("Aggiornato a %(day)s.", day=date_words(today())),
            _("Valido fino a %(day)s.", day=date_words(valid_until)),
        ],
        "footer": _("Aggiornato a %(day)s", day=date_words(today())),
        "address": home,
        "qr": qr_svg(home),
        "qr_alt": _("Codice QR che apre la pagina dei gruppi: %(address)s", address=home),
        "live": _("L'elenco sempre aggiornato è qui:"),
        "how": [{"title": title, "texts": texts} for title, texts in _how_it_works()],
        "contacts": _contacts(tenant),
        "emergency": _emergency(tenant),
        "index_columns": [_("Gruppo"), _("Dove"), _("Pagina")],
        "indexes": [
            {"title": _("Indice per tema"), "sections": [_section(title, rows) for title, rows in themes]},
            {
                "title": _("Indice per distretto"),
                "sections": [_section(*pair) for pair in _by_district(groups, tenant)],
            },
        ],
        "groups_title": _("I gruppi"),
        "chapters": [{"title": title, "entries": [_entry(row, home) for row in rows]} for title, rows in themes],
    }


def _how_it_works() -> Iterator[tuple[str, list[str]]]:
    yield (
        _("Che cos'è un gruppo di auto mutuo aiuto"),
        [
            _("Persone che vivono la stessa difficoltà si incontrano regolarmente e si aiutano alla pari. Chi parla sa di che cosa parla, chi ascolta pure."),
            _("Non è una terapia e non c'è chi insegna: chi facilita fa in modo che tutti possano parlare. Partecipare è gratis, non obbliga a nulla, e ciò che si dice resta nel gruppo."),
        ],
    )  # fmt: skip
    yield (
        _("Come si entra"),
        [
            _("Se accanto a un gruppo c'è scritto «porta aperta», si può andare direttamente all'ora dell'incontro."),
            _("Se c'è scritto «prima una telefonata» o «prima un colloquio», o se hai un dubbio, chiama la segreteria: ti ascolta, ti dice quale gruppo può fare per te e come si comincia. Non serve dire chi sei."),
            _("Di alcuni gruppi luogo e orario si dicono solo al primo contatto, per proteggere chi partecipa."),
            _("Prima di andare la prima volta, controlla sul sito o chiama: orari e sedi possono cambiare."),
        ],
    )  # fmt: skip
    yield (
        _("E se il gruppo che cerchi non c'è"),
        [_("Dillo alla segreteria: un gruppo nasce anche da due o tre persone, e c'è chi aiuta a cominciare.")],
    )


def _contacts(tenant: TenantInfo) -> dict[str, Any]:
    contact = tenant.contact
    lines = [{"term": (_english() and phone.label_en) or phone.label, "text": phone.number} for phone in contact.phones]
    if contact.public_email:
        lines.append({"term": _("E-mail"), "text": contact.public_email})
    hours = (_english() and contact.hours_en) or contact.hours
    if hours:
        lines.append({"term": _("Quando risponde"), "text": hours})
    seat = (tenant.seat.place, tenant.seat.address, f"{tenant.seat.municipality} ({tenant.seat.province})")
    lines.append({"term": _("Sede"), "text": ", ".join(filter(None, seat))})
    return {"title": _("Parla con la segreteria"), "lines": lines}


def _emergency(tenant: TenantInfo) -> dict[str, Any]:
    numbers = tenant.identity.emergency.numbers
    lines = [{"term": (_english() and one.label_en) or one.label, "text": one.number} for one in numbers]
    return {"title": _("Se non puoi aspettare"), "text": tenant.emergency, "lines": lines}


def _by_theme(groups: Sequence[Listing]) -> list[tuple[str, list[Listing]]]:
    """In the association's own order of themes; what has none comes last."""
    order = list(db.session.scalars(select(Theme.key).order_by(Theme.position, Theme.label)))
    place = {key: number for number, key in enumerate(order)}
    last = len(order)
    ordered = sorted(groups, key=lambda row: place.get(row.theme_key or "", last))
    parts = groupby(ordered, key=lambda row: row.theme_key)
    return [(_theme(rows[0]) if key else _("Altri temi"), rows) for key, part in parts if (rows := list(part))]


def _by_district(groups: Sequence[Listing], tenant: TenantInfo) -> list[tuple[str, list[Listing]]]:
    """The association's districts in its order, then the other places, then who has none to tell."""
    known = {entry.gazetteer or entry.name: entry.name for entry in tenant.identity.districts}
    apart = {"online": _("Online"), "protected": _("Luogo detto al primo contatto"), "": _("Luogo da chiedere")}
    found: dict[str, list[Listing]] = {}
    for row in groups:
        found.setdefault(_part_of_territory(row), []).append(row)
    order = [*known, *sorted(set(found) - set(known) - set(apart)), *apart]
    return [(known.get(key) or apart.get(key) or key, found[key]) for key in order if key in found]


def _part_of_territory(row: Listing) -> str:
    if row.hides_place:
        return "protected"
    if row.mode == Mode.ONLINE:
        return "online"
    return row.district or row.municipality or ""


def _section(title: str, rows: Iterable[Listing]) -> dict[str, Any]:
    return {
        "title": title,
        "rows": [{"group": str(row.group_id), "name": row.name, "where": _town(row)} for row in rows],
    }


def _entry(row: Listing, home: str) -> dict[str, Any]:
    address = f"{home}/{row.slug}"
    return {
        "group": str(row.group_id),
        "title": row.name,
        "state": _("In avvio: chiedi quando comincia.") if row.status == Status.STARTING else "",
        "text": row.summary if len(row.summary) < 280 else row.summary.rsplit(" ", 1)[0] + "…",
        "facts": [{"term": term, "text": text} for term, text in _facts(row) if text],
        "qr": qr_svg(address),
        "qr_alt": _("Codice QR che apre la pagina di %(name)s", name=row.name),
    }


def _facts(row: Listing) -> Iterator[tuple[str, str]]:
    if row.hides_place:
        yield _("Dove e quando"), _("luogo e orario al primo contatto")
    else:
        yield _("Quando"), schedule_words(row.meetings) or _("giorno e ora da chiedere")
        yield _("Pausa"), "; ".join(_pauses(row))
        yield _("Dove"), _where(row)
    yield _("Rivolto a"), ", ".join((_english() and one["label_en"]) or one["label"] for one in row.audiences)
    yield _("Come si entra"), str(ENTRY_WORDS[row.entry]) or _("chiedi alla segreteria")
    yield _("Lingue"), ", ".join(language_name(code) for code in row.languages) if row.languages != ["it"] else ""
    promoters = [one["name"] for one in row.promoters if one["role"] == "promotes"]
    yield _("Promosso da"), ", ".join(dict.fromkeys(filter(None, (*promoters, row.organisation))))
    if row.contact:
        yield _("Chi risponde"), ", ".join(filter(None, (row.contact[name] for name in ("name", "phone", "email"))))


def _pauses(row: Listing) -> Iterator[str]:
    for pause in row.pauses:
        first, last = date.fromisoformat(pause["first"]), pause["last"] and date.fromisoformat(pause["last"])
        if last is None:
            yield _("dal %(first)s, fino a nuovo avviso", first=date_words(first))
        elif last >= today():
            yield _("dal %(first)s al %(last)s", first=date_words(first), last=date_words(last))


def _where(row: Listing) -> str:
    if row.mode == Mode.ONLINE:
        return ", ".join(filter(None, (str(MODE_WORDS[Mode.ONLINE]), row.online_url)))
    if row.municipality and not row.venue_name:
        return str(_("%(town)s, sede da chiedere", town=row.municipality))
    place = ", ".join(filter(None, (row.venue_name, row.address if row.address != row.venue_name else "", _town(row))))
    steps = {True: _("senza gradini"), False: _("ci sono gradini"), None: ""}[row.step_free]
    also = _("anche online") if row.mode == Mode.HYBRID else ""
    return "; ".join(filter(None, (place, steps, also)))


def _town(row: Listing) -> str:
    if row.hides_place:
        return str(_("al primo contatto"))
    if row.mode == Mode.ONLINE:
        return str(MODE_WORDS[Mode.ONLINE])
    return row.municipality or _("da chiedere")


def _theme(row: Listing) -> str:
    return (_english() and row.theme_label_en) or row.theme_label or ""


def _english() -> bool:
    return str(get_locale()).startswith("en")
