"""What is typed of somebody who is paid by the association."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired, Optional

from ama_net.features.volunteers.insurance_words import WORK_KINDS
from ama_net.foundation.clock import today
from ama_net.foundation.web.forms import WebForm
from ama_net.kernel.people import PaidWork, WorkKind
from ama_net.kernel.people.forms.fields import DayField, choices
from ama_net.kernel.people.operations.work import WorkFacts


class WorkForm(WebForm):
    """How and when somebody is paid. ``confirmed`` is asked when they are a volunteer on one of these days."""

    kind = RadioField(_l("Come"), choices=choices(WORK_KINDS), default=WorkKind.EMPLOYEE.value)
    first_day = DayField(_l("Primo giorno"), [InputRequired(_l("Scrivi la data."))])
    last_day = DayField(_l("Ultimo giorno, se c'è"), [Optional()])
    confirmed = BooleanField(_l("Ho controllato: è proprio così"))

    @classmethod
    def of(cls, work: PaidWork) -> "WorkForm":
        """The form with what is written."""
        return cls(data={"kind": work.kind, "first_day": work.started_on, "last_day": work.last_day})

    def facts(self) -> WorkFacts:
        """What was typed."""
        return WorkFacts(WorkKind(self.kind.data), self.first_day.data or today(), self.last_day.data)
