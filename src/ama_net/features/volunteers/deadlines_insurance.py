"""What insurance gives to do by a day: renewing a policy, or giving notice in time."""

from collections.abc import Iterator
from datetime import date

from flask_babel import lazy_gettext as _l

from ama_net.features.volunteers.queries_policies import decide_by, follows, policies
from ama_net.foundation.clock import today
from ama_net.kernel.access import Permission
from ama_net.kernel.office.deadlines import Deadline, Place

PAGE = Place("insurance_manage.index", _l("Apri l'assicurazione"), Permission.VOLUNTEERS_READ)
ARTICLE = "D.Lgs. 117/2017 art. 18"


def insurance_due(first: date, last: date) -> Iterator[Deadline]:
    """The policies to decide about: those that nothing follows yet."""
    found = policies()
    for policy in found:
        # Where another has begun since, the days between the two are a gap, which no deadline mends.
        if follows(policy, found) or any(policy.last_on < one.first_on <= today() for one in found):
            continue
        title = _l("Assicurazione dei volontari: disdetta") if policy.renews else _l("Assicurazione dei volontari")
        what = (
            _l("La polizza %(number)s si rinnova da sola: è l'ultimo giorno per la disdetta.", number=policy.number)
            if policy.renews
            else _l("La polizza %(number)s finisce: dal giorno dopo ne serve un'altra.", number=policy.number)
        )
        yield Deadline(decide_by(policy), f"insurance.{policy.id}", title, what, ARTICLE, met_at=PAGE)
