"""What is done with votes; each verb stands in the file of its kind. The design is in docs/voting.md.

Who may: the office with MEETINGS_EDIT opens, closes and proclaims, for who chairs; each votes for themselves, for who gave
them a proxy, for the minors they answer for. Opening and closing, and writing who comes and goes, wait for who is voting; who votes waits for
nobody but them.
"""

from ama_net.features.members.operations.votes_closing import close_question, proclaim, settle_tie
from ama_net.features.members.operations.votes_open import count_hands, vote_openly
from ama_net.features.members.operations.votes_planning import (
    QuestionFacts,
    VoteRefused,
    add_question,
    annul_question,
    change_question,
    drop_question,
    open_question,
    question_from_item,
)
from ama_net.features.members.operations.votes_secret import cast_ballot, issue_rights, void_right
from ama_net.features.members.operations.votes_slips import print_slips

__all__ = [
    "QuestionFacts",
    "VoteRefused",
    "add_question",
    "annul_question",
    "cast_ballot",
    "change_question",
    "close_question",
    "count_hands",
    "drop_question",
    "issue_rights",
    "open_question",
    "print_slips",
    "proclaim",
    "question_from_item",
    "settle_tie",
    "void_right",
    "vote_openly",
]
