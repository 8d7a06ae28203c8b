"""An audience in words: for the page that asks whether it is right, and for the list of what was sent."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.across.newsletters.addresses import hint_of
from ama_net.across.newsletters.audience import Audience, Parts
from ama_net.across.newsletters.models import Newsletter, NewsletterList
from ama_net.features.members.models import MemberCategory, SavedFilter
from ama_net.foundation.database import db
from ama_net.kernel.outbox.signing import OF_ALL

MEMBERS: dict[str, LazyString] = {"active": _l("I soci di oggi"), "ended": _l("Chi è stato socio e non lo è più")}
VOLUNTEERS: dict[str, LazyString] = {
    "serving": _l("Tutti i volontari di oggi"),
    "regular": _l("I volontari non occasionali"),
    "occasional": _l("I volontari occasionali"),
}
DONORS: dict[str, LazyString] = {
    "ever": _l("Chi ha donato almeno una volta"),
    "this_year": _l("Chi ha donato quest'anno"),
    "recurring": _l("Chi dona con regolarità"),
}


def words_of(audience: Audience) -> list[str]:
    """Whom it is for, a line each; what is left out begins with "Senza". Nothing chosen: one line that says so."""
    if audience.is_empty:
        return [_("Nessuno: non è stato scelto nulla")]
    left_out = [_("Senza: %(who)s", who=words) for words in _parts(audience.without)]
    if audience.without.newsletters:
        titles = _named(Newsletter, Newsletter.subject, audience.without.newsletters)
        left_out += [_("Senza chi ha ricevuto «%(title)s»", title=title) for title in titles]
    return [*_parts(audience), *left_out]


def masked(address: str) -> str:
    """An address that who knows it recognises and nobody can write to: ``an•••@gmail.com``, ``an•••@po•••.it``.

    Only a domain that everybody's mailboxes are of is told whole.
    """
    name, _at, domain = hint_of(address).replace("…", "•••").partition("@")
    host = address.strip().rpartition("@")[2].lower()
    return f"{name}@{host}" if host in OF_ALL else f"{name}@{domain}.{host.rpartition('.')[2]}"


def _parts(parts: Parts) -> list[str]:
    lists = _named(NewsletterList, NewsletterList.name, parts.lists)
    saved = _named(SavedFilter, SavedFilter.name, parts.saved)
    return [
        *([_("Tutti quelli che ricevono la newsletter")] if parts.everybody else []),
        *(_("Lista «%(name)s»", name=name) for name in lists),
        *_members(parts.members),
        *(str(VOLUNTEERS[key]) for key in parts.volunteers),
        *([str(DONORS[parts.donors])] if parts.donors else []),
        *(_("Soci del filtro «%(name)s»", name=name) for name in saved),
    ]


def _members(keys: Sequence[str]) -> list[str]:
    labels: dict[str, str] = {}
    if any(key not in MEMBERS for key in keys):
        found = select(MemberCategory.key, MemberCategory.label)
        labels = {f"category:{key}": label for key, label in db.session.execute(found)}
    gone = _("categoria che non c'è più")
    return [
        str(MEMBERS[key]) if key in MEMBERS else members_words(labels[key]) if key in labels else gone for key in keys
    ]


def members_words(label: str) -> str:
    """The members of a category, by its name: of "Socio ordinario", "I soci ordinari"; a name of another kind stays as it is."""
    first, *kind = label.split()
    if first.lower() != "socio" or not kind or any(word[-1] not in "oe" for word in kind):
        return str(_("Soci: %(category)s", category=label))
    many = " ".join(f"{word.removesuffix('io') if word.endswith('io') else word[:-1]}i" for word in kind)
    return str(_("I soci %(kind)s", kind=many))


def _named(model: Any, column: Any, ids: list[UUID]) -> list[str]:
    """The names of rows in the order they were chosen; of what is gone, that it is."""
    if not ids:
        return []
    found = db.session.execute(select(model.id, column).where(model.id.in_(ids)))
    names: dict[UUID, str] = {key: name for key, name in found}  # noqa: C416  # rows are not pairs for mypy
    return [names.get(key) or _("che non c'è più") for key in ids]
