"""The confidentiality letter on paper: as it was accepted, and empty, to sign by hand."""

from flask_babel import force_locale
from flask_babel import gettext as _

from ama_net.features.volunteers.models import ConfidentialityLetter
from ama_net.foundation.clock import now
from ama_net.foundation.pdf import render_pdf
from ama_net.foundation.web.pages import datetime_words, day_words
from ama_net.kernel.documents import File
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.look import colours


def accepted_letter(letter: ConfidentialityLetter, person: Person, language: str) -> File:
    """The letter with who accepted it, when, and the fingerprint of its text."""
    with force_locale(language):
        said = _(
            "Accettata da %(name)s il %(moment)s, nella sua area personale.",
            name=person.name,
            moment=datetime_words(now()),
        )
        proof = _("Impronta del testo (SHA-256): %(digest)s", digest=letter.digest_in(language))
        return File(f"lettera-di-riservatezza-{letter.number}.pdf", _pdf(letter, language, said=said, proof=proof))


def letter_to_sign(letter: ConfidentialityLetter, language: str, name: str = "") -> bytes:
    """The letter with a line for the name, the day and the signature."""
    with force_locale(language):
        return _pdf(letter, language, name=name, to_sign=True)


def _pdf(
    letter: ConfidentialityLetter,
    language: str,
    *,
    said: str = "",
    proof: str = "",
    name: str = "",
    to_sign: bool = False,
) -> bytes:
    tenant = current_tenant()
    blocks = [_block(part) for part in letter.text_in(language).split("\n\n") if part.strip()]
    data = {
        "title": _("Lettera di autorizzazione al trattamento e impegno alla riservatezza"),
        "association": tenant.name,
        "association_code": _("codice fiscale %(code)s", code=tenant.tax_code) if tenant.tax_code else "",
        "version": _(
            "Versione %(number)s, in vigore dal %(day)s", number=letter.number, day=day_words(letter.in_force_from)
        ),
        "blocks": blocks,
        "said": said,
        "proof": proof,
        "sign": [_("Nome e cognome"), _("Luogo e data"), _("Firma")] if to_sign else [],
        "name": name,
        "colours": colours(tenant.slug),
    }
    return render_pdf("volunteers/pdf/letter.typ", data, language=language)


def _block(part: str) -> dict[str, object]:
    """A paragraph: its title (a first line without a full stop), its lines, its list (lines that begin with a dash)."""
    lines = [line.strip() for line in part.split("\n") if line.strip()]
    titled = len(lines) > 1 and not lines[0].startswith("- ") and lines[0][-1] not in ".:;,"
    title, rest = (lines[0], lines[1:]) if titled else ("", lines)
    words = [line for line in rest if not line.startswith("- ")]
    items = [line.removeprefix("- ") for line in rest if line.startswith("- ")]
    return {"title": title, "words": words, "items": items}


def letter_blocks(text: str) -> list[dict[str, object]]:
    """The letter as pages show it: paragraphs and lists."""
    return [_block(part) for part in text.split("\n\n") if part.strip()]
