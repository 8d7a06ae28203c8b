"""A mail in the association's own words, shown with an invented sample in a frame that can do nothing."""

import re
from typing import Any

from flask import Response
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from ama_net.across.previews.found import mail_previews
from ama_net.across.previews.frames import frame_answer
from ama_net.foundation.mail import render_mail
from ama_net.kernel.outbox.editable import EditableMail
from ama_net.kernel.outbox.own_words import in_own_words
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.look import colours

_BODY = re.compile(r"(<body[^>]*>)")
_STRIP = Markup(
    '<div style="padding:12px 20px;border-bottom:1px solid #bbb;background:#fff;color:#222;font:16px/1.5 Verdana,sans-serif">'
    "{}<br><strong>{}</strong></div>"
)
_FAULTS = Markup(
    '<!doctype html><html lang="{}"><meta charset="utf-8"><title>{}</title>'
    '<body style="margin:20px;background:#fff;color:#222;font:17px/1.55 Verdana,sans-serif"><p><strong>{}</strong></p><ul>{}</ul></body></html>'
)


def mail_sample(mail: EditableMail) -> dict[str, Any]:
    """What the mail is written with when it is only shown: invented values."""
    tenant = current_tenant()
    return {**mail_previews()[mail.template](), "tenant": tenant, "theme": colours(tenant.slug)}


def frame_of(
    mail: EditableMail, language: str, words: dict[str, str] | None, faults: list[str] | None = None
) -> Response:
    """The mail as it arrives, under its subject; with ours when there are no words, or what is wrong with them."""
    if faults:
        items = Markup().join(Markup("<li>{}</li>").format(words) for words in faults)
        title = _("Prima di vederlo, correggi questo")
        return frame_answer(_FAULTS.format(str(get_locale()), title, title, items))
    label = _("Oggetto:")
    with force_locale(language):
        sample = mail_sample(mail)
        written = in_own_words(mail, **words, context=sample) if words else render_mail(mail.template, sample)
    strip = _STRIP.format(label, written.subject)
    return frame_answer(_BODY.sub(lambda found: found[1] + str(strip), written.html, count=1))
