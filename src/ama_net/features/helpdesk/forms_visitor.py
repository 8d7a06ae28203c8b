"""What every public form of the helpdesk asks of who turns to it: a name of one's choice, one contact, and if wanted a few words."""

from typing import ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import AnyOf

from ama_net.features.helpdesk.operations.visitors import Confided
from ama_net.features.helpdesk.visitor_words import consent_text
from ama_net.foundation.web.asking import honeypot
from ama_net.foundation.web.forms import not_longer_than, plain_text
from ama_net.foundation.web.languages import current_locale
from ama_net.kernel.confiding import CallTime, guardian_text
from ama_net.kernel.confiding.forms import AGE_AND_CONSENT, WHO_ASKS, YES_OR_NO, ForWhomForm
from ama_net.kernel.people.forms.fields import choices

MAX_REASON = 1000


class VisitorForm(ForWhomForm):
    """Somebody who asks for an appointment, a pathway, or a place in the waiting list."""

    page_order: ClassVar[tuple[str, ...]] = (*WHO_ASKS, "for_whom", "reason", "second_name", *AGE_AND_CONSENT)

    reason = TextAreaField(
        _l("Se vuoi, due parole"),
        filters=[plain_text],
        validators=[not_longer_than(MAX_REASON)],
        render_kw={"rows": 4},
    )
    under_18 = RadioField(
        _l("Chi viene ha meno di 18 anni?"),
        choices=choices(YES_OR_NO),
        validators=[AnyOf(list(YES_OR_NO), message=_l("Scegli sì o no: non chiediamo l'età."))],
        validate_choice=False,
    )
    second_name = honeypot()

    def confided(self) -> Confided:
        """What was said, once it is valid, with the very words that were agreed to."""
        return Confided(
            nickname=self.nickname.data or "",
            contact=self.checked_contact,
            contact_kind=self.contact_kind,
            call_time=self.call_time.data or CallTime.ANY,
            reason=(self.reason.data or "") if "reason" in self else "",
            for_other=self.is_for_other,
            language=current_locale(),
            form_key=self.form_key.data or None,
            consent=consent_text(),
            guardian=guardian_text() if self.has_guardian else None,
        )
