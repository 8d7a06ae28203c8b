"""What is done with meetings of the organs, from the plan to the closing; each verb stands in the file of its moment.

Who may: the office with MEETINGS_EDIT; a member gives and revokes their own proxy and checks in remotely. Writers of one
meeting's roll wait for each other (``hold_meeting``), so limits hold whoever comes at once.
"""

from ama_net.features.members.operations.meetings_agenda import (
    AgendaFacts,
    add_item,
    change_item,
    move_item,
    remove_item,
)
from ama_net.features.members.operations.meetings_convening import cancel_meeting, convene, tell_changes
from ama_net.features.members.operations.meetings_holding import (
    NoQuorum,
    attend,
    close_meeting,
    declare_deserted,
    leave,
    open_meeting,
    presence_of,
)
from ama_net.features.members.operations.meetings_planning import (
    MeetingPlan,
    NotNow,
    change_meeting,
    drop_meeting,
    hold_meeting,
    plan_meeting,
)
from ama_net.features.members.operations.meetings_proxies import ProxyRefused, give_proxy, revoke_proxy
from ama_net.features.members.operations.meetings_roll import freeze_roll

__all__ = [
    "AgendaFacts",
    "MeetingPlan",
    "NoQuorum",
    "NotNow",
    "ProxyRefused",
    "add_item",
    "attend",
    "cancel_meeting",
    "change_item",
    "change_meeting",
    "close_meeting",
    "convene",
    "declare_deserted",
    "drop_meeting",
    "freeze_roll",
    "give_proxy",
    "hold_meeting",
    "leave",
    "move_item",
    "open_meeting",
    "plan_meeting",
    "presence_of",
    "remove_item",
    "revoke_proxy",
    "tell_changes",
]
