"""How many a confidential list reaches: looked at once a week, kept on the list, moved only by several people."""

from sqlalchemy import select

from ama_net.across.newsletters.audience_people import may_be_written_to
from ama_net.across.newsletters.audiences import FEWEST, rounded
from ama_net.across.newsletters.models import NewsletterList
from ama_net.across.newsletters.models.subscribers import some_slack
from ama_net.across.newsletters.queries_lists import chosen_by
from ama_net.foundation.clock import now
from ama_net.foundation.database import db


def count_topics() -> None:
    """Look at how many each confidential list reaches. By the weekly job; nobody can ask for it.

    What is shown moves only when the truth is five or more away from it, how many more is a secret drawn at each move: who
    takes somebody away and lets them in again sees nothing move, and who fills a list up with addresses of their own does not
    know before which one it is about to.
    """
    topics = select(NewsletterList).where(NewsletterList.confidential).order_by(NewsletterList.id).with_for_update()
    numbers = chosen_by(may_be_written_to())
    for one in db.session.scalars(topics):
        number = numbers[one.number]
        if abs(number - one.reached) >= FEWEST + one.reached_slack:
            one.reached, one.reached_slack = rounded(number - one.reached_slack), some_slack()
        one.reached_at = now()
    db.session.flush()
